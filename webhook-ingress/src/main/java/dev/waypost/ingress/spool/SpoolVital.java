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
    private final SpoolSettings settings;
    private final InstantSource clock;

    SpoolVital(Spool spool, SpoolSettings settings, InstantSource clock) {
        this.spool = spool;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "spool";
    }

    @Override
    public Reading read() {
        long bytes = spool.bytes();
        Map<String, Double> figures = Map.of(
                "used_bytes", (double) bytes,
                "quota_bytes", (double) settings.quota(),
                "oldest_seconds", SpoolReplay.age(spool.oldest(), clock.instant()));
        if (!spool.hasRoom()) {
            return new Reading(Health.DOWN, "the spool is full: webhooks are answered 503", figures);
        }
        return spool.isEmpty() ? Reading.well(figures) : Reading.degraded("webhooks wait on disk", figures);
    }
}
