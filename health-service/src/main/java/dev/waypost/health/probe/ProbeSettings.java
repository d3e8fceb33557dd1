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

        @Bindable(defaultValue = "50ms") @Doc("Pause between two looks for endpoints that are due.")
        Duration pause,

        @Bindable(defaultValue = "1024") @Doc("Probes under way at once in this process.")
        int concurrency,

        @Bindable(defaultValue = "128")
        @Doc("Probes under way at once in this process at one server. Meta may have three quarters of all.")
        int perServer,

        @Bindable(defaultValue = "5s") @Doc("How long a provider may take to answer a probe.")
        Duration timeout,

        @Bindable(defaultValue = "5s")
        @Doc(
                "Pause before an endpoint is looked at again whose last look was bad while it still counts as working, or good while it does not; its tenant's interval when that is shorter.")
        Duration confirmInterval,

        @Bindable(defaultValue = "4000")
        @Doc(
                "Management calls in an hour for one business account at Meta, which grants 5000 to one in use. A look every 30 s takes 120.")
        int metaCallsPerHour,

        @Bindable(defaultValue = "50")
        @Doc("Management calls for one business account at Meta that may be made ahead of their time.")
        int metaReserve,

        @Bindable(defaultValue = "15s") @Doc("How long endpoints belong to a process that gives no sign of life.")
        Duration lease,

        @Bindable(defaultValue = "1m") @Doc("Pause between two readings of the whole list of tenants.")
        Duration sweepInterval) {
    public ProbeSettings {
        if (concurrency < 1 || perServer < 1 || metaCallsPerHour < 1) {
            throw new IllegalArgumentException("waypost.health.probe: concurrency, per-server and meta-calls-per-hour"
                    + " value: " + concurrency + ", " + perServer + ", " + metaCallsPerHour + " (expected: all >= 1)");
        }
        if (lease.compareTo(timeout.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("waypost.health.probe.lease value: " + lease
                    + " (expected: at least twice waypost.health.probe.timeout, " + timeout + ")");
        }
    }
}
