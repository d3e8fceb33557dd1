package dev.waypost.config;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// The ports of config-service.
@ConfigurationProperties("waypost.config")
public record ConfigServerSettings(
        @Bindable(defaultValue = "9101") @Doc("Port of config-service's gRPC services.")
        int grpcPort,

        @Bindable(defaultValue = "8101") @Doc("Port of config-service's liveness, readiness and metrics.")
        int opsPort) {}
