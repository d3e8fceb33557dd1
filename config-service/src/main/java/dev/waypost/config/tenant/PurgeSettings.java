package dev.waypost.config.tenant;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// When and how everything of a deleted tenant is erased.
@ConfigurationProperties("waypost.config.purge")
public record PurgeSettings(
        @Bindable(defaultValue = "7d") @Doc("How long a deleted tenant can be restored before it is purged.")
        Duration after,

        @Bindable(defaultValue = "10s")
        @Doc(
                "Least time between deletion and purge, also when the purge is to be at once: until then a service may still"
                        + " act on what it saw before.")
        Duration settle,

        @Bindable(defaultValue = "2s") @Doc("Pause between two looks for tenants to purge.")
        Duration pause,

        @Bindable(defaultValue = "30s") @Doc("Pause before a purge is tried again when a service could not be reached.")
        Duration retry,

        @Bindable(defaultValue = "1m")
        @Doc("How long a purge belongs to the process that works on it; another goes on when it is over.")
        Duration lease,

        @Bindable(defaultValue = "1000") @Doc("Most rows that one statement of a purge deletes.")
        int batchSize) {
    public PurgeSettings {
        require(!after.isNegative(), "after", after, "not negative");
        require(!settle.isNegative(), "settle", settle, "not negative");
        require(pause.isPositive(), "pause", pause, "positive");
        require(retry.isPositive(), "retry", retry, "positive");
        require(lease.compareTo(Duration.ofSeconds(30)) >= 0, "lease", lease, "at least 30s");
        require(batchSize > 0 && batchSize <= 100_000, "batch-size", batchSize, "1 to 100000");
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "waypost.config.purge." + name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
