package dev.waypost.config.snapshot;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// How config-service answers look-ups of tenants over gRPC.
@ConfigurationProperties("waypost.config.lookups")
public record LookupSettings(
        @Bindable(defaultValue = "64")
        @Doc("Memory for tenants' snapshots, in megabytes, so that a look-up need not read all of a tenant's rows.")
        int maxMegabytes) {}
