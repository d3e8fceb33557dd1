package dev.waypost.health.alert;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.redis.RedisUnavailable;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for trouble again and again. Several processes take turns; what one could not see stays as it was.
@Singleton
public class AlertWorker implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(AlertWorker.class);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

    private final List<Watch> watches;
    private final Alerts alerts;
    private final AlertStore store;
    private final AlertRequestStore requests;
    private final PostWorker posts;
    private final AlertSettings settings;
    private volatile Map<Severity, Long> open = Map.of();
    private final Loops loops = new Loops();

    AlertWorker(
            List<Watch> watches,
            Alerts alerts,
            AlertStore store,
            AlertRequestStore requests,
            PostWorker posts,
            AlertSettings settings,
            MeterRegistry meters) {
        this.watches = watches;
        this.alerts = alerts;
        this.store = store;
        this.requests = requests;
        this.posts = posts;
        this.settings = settings;
        for (Severity severity : Severity.values()) {
            Gauge.builder("waypost.health.alerts.open", this, worker -> worker.open.getOrDefault(severity, 0L))
                    .description("Alerts that are open, acknowledged ones included.")
                    .tag("severity", severity.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            loops.every("alerts", settings.every(), () -> turn(settings.every().toMillis() / 2));
            loops.every("forget-alerts", FORGET_EVERY, () -> {
                alerts.forgetOld();
                requests.forgetOld();
            });
        }
    }

    /// One look, whoever looked before.
    public void runOnce() {
        turn(0);
    }

    private void turn(long pauseMillis) {
        Rules rules = alerts.rules();
        posts.unstick();
        Set<AlertKind> kinds = EnumSet.noneOf(AlertKind.class);
        var readings = new ArrayList<Reading>();
        for (Watch watch : watches) {
            Seen seen = look(watch, rules);
            kinds.addAll(seen.kinds());
            readings.addAll(seen.readings());
        }
        if (alerts.judge(new Seen(kinds, readings), rules, pauseMillis)) {
            posts.wake();
        }
        Map<Severity, Long> counts = new EnumMap<>(Severity.class);
        store.open().forEach(count -> counts.put(count.severity(), count.count()));
        open = counts;
    }

    private static Seen look(Watch watch, Rules rules) {
        try {
            return watch.look(rules);
        } catch (Fault | RedisUnavailable away) {
            return Seen.NOTHING;
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("watch", watch.getClass().getSimpleName())
                    .log("watch.failed");
            return Seen.NOTHING;
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
