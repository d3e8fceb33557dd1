package dev.waypost.platform.grpc;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// Where the services of the suite find each other.
@ConfigurationProperties("waypost.peers")
public record PeerSettings(
        @Bindable(defaultValue = "127.0.0.1:9101") @Doc("Addresses of config-service, host:port, several with commas.")
        String config,

        @Bindable(defaultValue = "127.0.0.1:9102") @Doc("Addresses of send-service, host:port, several with commas.")
        String send,

        @Bindable(defaultValue = "127.0.0.1:9103") @Doc("Addresses of webhook-ingress, host:port, several with commas.")
        String ingress,

        @Bindable(defaultValue = "127.0.0.1:9104") @Doc("Addresses of health-service, host:port, several with commas.")
        String health) {
    String addressesOf(String service) {
        return switch (service) {
            case "config" -> config;
            case "send" -> send;
            case "ingress" -> ingress;
            case "health" -> health;
            default -> throw new IllegalArgumentException("value: " + service + " (expected: a gRPC service)");
        };
    }
}
