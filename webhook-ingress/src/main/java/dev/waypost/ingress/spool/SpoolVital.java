package dev.waypost.ingress.spool;

import dev.waypost.ingress.away.SpoolSettings;
import dev.waypost.platform.status.Health;
import dev.waypost.platform.status.Vital;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;

/// How full the spool is, and how long the oldest has waited there.
@Singleton
@Requires(beans = Spool.class)
final class SpoolVital implements Vital {
    private final Spool spool;
    private final KeyWait waits;
    private final SpoolSettings settings;
    private final InstantSource clock;

    SpoolVital(Spool spool, KeyWait waits, SpoolSettings settings, InstantSource clock) {
        this.spool = spool;
        this.waits = waits;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "spool";
    }

    @Override
    public Reading read() {
        long bytes = spool.bytes() + waits.bytes();
        Map<String, Double> figures = Map.of(
                "used_bytes", (double) bytes,
                "quota_bytes", (double) settings.quota(),
                "without_key", (double) waits.records(),
                "oldest_seconds", SpoolReplay.age(SpoolReplay.oldest(spool, waits), clock.instant()));
        if (!spool.hasRoom()) {
            return new Reading(Health.DOWN, "the spool is full: webhooks are answered 503", figures);
        }
        if (!waits.keys().isEmpty()) {
            return Reading.degraded(
                    "webhooks wait for a master key that is not configured: " + String.join(", ", waits.keys()),
                    figures);
        }
        return spool.isEmpty() && waits.isEmpty()
                ? Reading.well(figures)
                : Reading.degraded("webhooks wait on disk", figures);
    }
}
