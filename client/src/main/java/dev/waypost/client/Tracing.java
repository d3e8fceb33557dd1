package dev.waypost.client;

import io.grpc.ClientInterceptor;
import java.util.List;

/// Whether calls pass the caller's trace on: when the caller has the OpenTelemetry API on its class path.
final class Tracing {

    private Tracing() {}

    /// Nothing here may name a class of OpenTelemetry: a caller need not have it.
    static List<ClientInterceptor> interceptors() {
        try {
            Class.forName("io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator");
            return List.of(new TraceHeader());
        } catch (ClassNotFoundException e) {
            return List.of();
        }
    }
}
