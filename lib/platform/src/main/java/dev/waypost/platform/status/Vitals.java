package dev.waypost.platform.status;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.status.Vital.Reading;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at every part of this process, at once, and waits for none longer than the others can bear.
@Singleton
public final class Vitals {
    private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);
    private static final String POM = "/META-INF/maven/dev.waypost/waypost-platform/pom.properties";
    private static final Duration PATIENCE = Duration.ofMillis(2500);
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final List<Vital> vitals;
    private final String service;
    private final String process = Ids.next("prc");
    private final Instant start;
    private final ReentrantLock looking = new ReentrantLock();
    private @Nullable Condition last;
    private long lastNanos;

    Vitals(List<Vital> vitals, InstantSource clock, @Value("${waypost.service}") String service) {
        this.vitals = vitals.stream().filter(Vital::present).toList();
        this.service = service;
        this.start = clock.instant();
    }

    /// How this process is; many who ask at once are told of one look.
    public Condition look() {
        looking.lock();
        try {
            Condition known = last;
            if (known == null || System.nanoTime() - lastNanos > FRESH_NANOS) {
                known = lookNow();
                last = known;
                lastNanos = System.nanoTime();
            }
            return known;
        } finally {
            looking.unlock();
        }
    }

    private Condition lookNow() {
        Map<String, Reading> found = new ConcurrentHashMap<>();
        List<Thread> threads = vitals.stream()
                .map(vital -> Thread.ofVirtual().name("vital").start(() -> found.put(vital.name(), read(vital))))
                .toList();
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        SortedMap<String, Reading> parts = new TreeMap<>();
        vitals.forEach(vital -> {
            Reading reading = found.get(vital.name());
            parts.put(vital.name(), reading == null ? vital.silent() : reading);
        });
        Health health = parts.values().stream().map(Reading::health).reduce(Health.WELL, Health::worse);
        return new Condition(service, process, version(), start, health, parts);
    }

    private static Reading read(Vital vital) {
        try {
            return vital.read();
        } catch (Fault away) {
            return Reading.degraded("it cannot be looked at: " + away.reason().name(), Map.of());
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).addKeyValue("part", vital.name()).log("vital.failed");
            return Reading.down("it cannot be looked at");
        }
    }

    /// Of the jar that this runs from; `dev` outside of one.
    private static String version() {
        try (InputStream in = Vitals.class.getResourceAsStream(POM)) {
            var pom = new Properties();
            if (in != null) {
                pom.load(in);
            }
            return pom.getProperty("version", "dev");
        } catch (IOException e) {
            return "dev";
        }
    }
}
