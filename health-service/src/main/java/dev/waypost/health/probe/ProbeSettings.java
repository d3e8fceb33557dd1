package dev.waypost.health.probe;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How endpoints are probed.
@ConfigurationProperties("waypost.health.probe")
public record ProbeSettings(
        @Bindable(defaultValue = "true") @Doc("Whether this process probes; without it, it only answers.")
        boolean enabled,

        @Bindable(defaultValue = "500ms") @Doc("Pause between two looks for endpoints that are due.")
        Duration pause,

        @Bindable(defaultValue = "32") @Doc("Probes under way at once in this process.")
        int concurrency,

        @Bindable(defaultValue = "5s") @Doc("How long a provider may take to answer a probe.")
        Duration timeout,

        @Bindable(defaultValue = "30s") @Doc("How long a probe is reserved for the process that took it.")
        Duration lease,

        @Bindable(defaultValue = "15s") @Doc("Pause between two readings of the whole list of endpoints.")
        Duration sweepInterval) {
    public ProbeSettings {
        if (concurrency < 1) {
            throw new IllegalArgumentException(
                    "waypost.health.probe.concurrency value: " + concurrency + " (expected: >= 1)");
        }
        if (lease.compareTo(timeout.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("waypost.health.probe.lease value: " + lease
                    + " (expected: at least twice waypost.health.probe.timeout, " + timeout + ")");
        }
    }
}
