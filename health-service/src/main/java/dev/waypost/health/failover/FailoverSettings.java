package dev.waypost.health.failover;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How traffic is moved away from endpoints that fell.
@ConfigurationProperties("waypost.health.failover")
public record FailoverSettings(
        @Bindable(defaultValue = "true") @Doc("Whether this process moves traffic.")
        boolean enabled,

        @Bindable(defaultValue = "250ms") @Doc("Pause between two looks for tenants whose traffic may have to move.")
        Duration pause,

        @Bindable(defaultValue = "32") @Doc("Tenants that are decided about at once in this process.")
        int concurrency,

        @Bindable(defaultValue = "30s") @Doc("How long a decision is reserved for the process that took it.")
        Duration lease,

        @Bindable(defaultValue = "5s") @Doc("Pause before a decision that waits is made anew.")
        Duration retry,

        @Bindable(defaultValue = "10s")
        @Doc("How old a look at an endpoint may be for traffic to be moved because of it; an older one is repeated.")
        Duration freshFor,

        @Bindable(defaultValue = "0.5")
        @Doc("Share of all endpoints that must fall silent for it to be our own network: then nothing is moved.")
        double brakeShare,

        @Bindable(defaultValue = "10") @Doc("Endpoints that must be silent at least before that is said.")
        int brakeLeast,

        @Bindable(defaultValue = "10s")
        @Doc(
                "The share is also taken of the looks of this time alone, so that it shows before most endpoints were due.")
        Duration brakeWindow,

        @Bindable(defaultValue = "1h")
        @Doc("Endpoints that have been silent for longer are taken for dead, and no longer for fallen.")
        Duration brakeMemory) {
    public FailoverSettings {
        if (brakeShare <= 0 || brakeShare > 1) {
            throw new IllegalArgumentException(
                    "waypost.health.failover.brake-share value: " + brakeShare + " (expected: above 0, at most 1)");
        }
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "waypost.health.failover.concurrency value: " + concurrency + " (expected: >= 1)");
        }
    }
}
