package dev.waypost.health.signal;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How traffic is taken into account when endpoints are judged.
@ConfigurationProperties("waypost.health.signals")
public record SignalSettings(
        @Bindable(defaultValue = "true") @Doc("Whether what goes through endpoints is taken into account.")
        boolean enabled,

        @Bindable(defaultValue = "5s") @Doc("Pause between two writings of what was heard.")
        Duration flush,

        @Bindable(defaultValue = "3") @Doc("Minutes in which failed tries count.")
        int recentMinutes,

        @Bindable(defaultValue = "15")
        @Doc("Minutes after which somebody should have acknowledged one of several messages.")
        int patienceMinutes,

        @Bindable(defaultValue = "200000")
        @Doc("Endpoints and minutes that may wait to be written; more are not counted.")
        int mostPending) {
    public SignalSettings {
        if (recentMinutes < 1 || patienceMinutes < 1) {
            throw new IllegalArgumentException("waypost.health.signals: recent-minutes and patience-minutes value: "
                    + recentMinutes + ", " + patienceMinutes + " (expected: both >= 1)");
        }
    }
}
