package dev.waypost.configclient;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How much of the tenants' configuration a service remembers, and for how long without asking again.
@ConfigurationProperties("waypost.snapshots")
public record SnapshotSettings(
        @Bindable(defaultValue = "64")
        @Doc("Memory for tenants' configuration, in megabytes; a tenant with one endpoint takes about 2.5 KB.")
        int maxMegabytes,

        @Bindable(defaultValue = "5m")
        @Doc("How long a tenant's configuration is used without reading it again, though no change was announced.")
        Duration freshFor,

        @Bindable(defaultValue = "3s")
        @Doc("How long it is remembered that a tenant does not exist, though nothing was announced.")
        Duration absentFor,

        @Bindable(defaultValue = "1s")
        @Doc("Pause before config-service is asked again that did not answer; the last good configuration serves.")
        Duration retryAfter) {}
