package dev.waypost.send;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// The ports of send-service.
@ConfigurationProperties("waypost.send")
public record SendServerSettings(
        @Bindable(defaultValue = "9102") @Doc("Port of send-service's gRPC server.")
        int grpcPort,

        @Bindable(defaultValue = "8102") @Doc("Port of send-service's liveness, readiness and metrics.")
        int opsPort) {}
