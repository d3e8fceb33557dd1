package dev.waypost.configclient;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How many tenants a service remembers, and for how long without asking again.
@ConfigurationProperties("waypost.snapshots")
public record SnapshotSettings(
        @Bindable(defaultValue = "20000") @Doc("Tenants whose configuration is kept in memory.")
        int maxTenants,

        @Bindable(defaultValue = "30s")
        @Doc("How long a tenant's configuration is used without asking again, when no change is announced.")
        Duration freshFor,

        @Bindable(defaultValue = "3s") @Doc("How long it is remembered that a tenant does not exist.")
        Duration absentFor,

        @Bindable(defaultValue = "1s")
        @Doc("Pause before asking again when neither Redis nor config-service could answer.")
        Duration retryAfter) {}
