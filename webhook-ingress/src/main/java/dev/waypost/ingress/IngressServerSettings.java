package dev.waypost.ingress;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// The ports of webhook-ingress.
@ConfigurationProperties("waypost.ingress")
public record IngressServerSettings(
        @Bindable(defaultValue = "9103") @Doc("Port of webhook-ingress's gRPC services.")
        int grpcPort,

        @Bindable(defaultValue = "8103") @Doc("Port of webhook-ingress's liveness, readiness and metrics.")
        int opsPort,

        @Bindable(defaultValue = "8081") @Doc("Port of the public webhook listener.")
        int publicPort) {}
