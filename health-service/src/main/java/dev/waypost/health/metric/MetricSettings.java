package dev.waypost.health.metric;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How statistics are kept.
@ConfigurationProperties("waypost.health.metric")
public record MetricSettings(
        @Bindable(defaultValue = "true") @Doc("Whether this process rolls up what all processes count.")
        boolean enabled,

        @Bindable(defaultValue = "2s") @Doc("Pause between two roll-ups; what is not rolled up is lost with Redis.")
        Duration every,

        @Bindable(defaultValue = "48h") @Doc("How long minutes are kept, in Redis.")
        Duration keepMinutes,

        @Bindable(defaultValue = "2160h") @Doc("How long hours are kept, in PostgreSQL; the sums stay.")
        Duration keepHours) {
    public MetricSettings {
        if (keepMinutes.toHours() < 2) {
            throw new IllegalArgumentException(
                    "waypost.health.metric.keep-minutes value: " + keepMinutes + " (expected: at least 2h)");
        }
        if (keepHours.compareTo(keepMinutes) < 0) {
            throw new IllegalArgumentException("waypost.health.metric.keep-hours value: " + keepHours
                    + " (expected: at least waypost.health.metric.keep-minutes, " + keepMinutes + ")");
        }
    }
}
