package dev.waypost.health.failover;

import dev.waypost.health.probe.OwnNetwork;
import dev.waypost.platform.log.WideEvent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Holds all moves while so many endpoints are silent at once that it must be our own network, and says so.
@Singleton
public class Brake implements OwnNetwork {
    private static final long LIFETIME = Duration.ofSeconds(1).toNanos();
    /// Asked by every probe that meets silence.
    private static final long LIFETIME_FOR_PROBES = Duration.ofSeconds(5).toNanos();

    private final BrakeStore store;
    private final FailoverSettings settings;
    private @Nullable BrakeReading last;
    private long readAt;
    private boolean ours;

    Brake(BrakeStore store, FailoverSettings settings, MeterRegistry meters) {
        this.store = store;
        this.settings = settings;
        Gauge.builder("waypost.health.brake", this, brake -> brake.held() ? 1 : 0)
                .description("1 while so much is silent at once that nothing is moved")
                .register(meters);
    }

    /// At most a second old.
    public BrakeReading read() {
        return read(LIFETIME);
    }

    @Override
    public synchronized boolean fails() {
        read(LIFETIME_FOR_PROBES);
        return ours;
    }

    private synchronized BrakeReading read(long lifetime) {
        BrakeReading held = last;
        if (held != null && System.nanoTime() - readAt < lifetime) {
            return held;
        }
        readAt = System.nanoTime();
        BrakeStore.Reading counts = store.count(settings.brakeMemory(), settings.brakeWindow());
        boolean lately = holds(counts.lately());
        boolean holds = lately || holds(counts.all());
        BrakeStore.Counts shown = lately ? counts.lately() : counts.all();
        if (holds != (held != null && held.holds())) {
            WideEvent.warning(holds ? "brake.holds" : "brake.released")
                    .with("silent", shown.silent())
                    .with("probed", shown.probed())
                    .emit();
        }
        BrakeStore.Servers servers =
                holds ? store.servers(settings.brakeMemory(), settings.brakeWindow()) : BrakeStore.Servers.NONE;
        ours = OwnNetworkPolicy.fails(holds, servers.silent(), servers.answering());
        BrakeReading reading = new BrakeReading(holds, shown.silent(), shown.probed(), counts.time());
        last = reading;
        return reading;
    }

    private boolean holds(BrakeStore.Counts counts) {
        return BrakePolicy.holds(counts.silent(), counts.probed(), settings.brakeShare(), settings.brakeLeast());
    }

    private synchronized boolean held() {
        return last != null && last.holds();
    }
}
