package dev.waypost.console.edge;

import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;

/// Tells requests to the ops port, which serves liveness, readiness and metrics to those who can reach it.
@Singleton
final class OpsPort {
    private final int port;

    OpsPort(@Property(name = "endpoints.all.port") int port) {
        this.port = port;
    }

    boolean got(HttpRequest<?> request) {
        return request.getServerAddress().getPort() == port;
    }
}
