package dev.waypost.health;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// Where health-service listens.
@ConfigurationProperties("waypost.health")
public record HealthServerSettings(
        @Bindable(defaultValue = "9104") @Doc("Port of the gRPC server.")
        int grpcPort,

        @Bindable(defaultValue = "8104") @Doc("Port of liveness, readiness and metrics.")
        int opsPort) {}
