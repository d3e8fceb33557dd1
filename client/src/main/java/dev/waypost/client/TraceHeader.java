package dev.waypost.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;

/// Passes the caller's trace on as `traceparent`. Loaded only through [Tracing]: it needs the OpenTelemetry API.
final class TraceHeader implements ClientInterceptor {

    private static final TextMapSetter<Metadata> SETTER = (headers, name, value) -> {
        if (headers != null) {
            Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
            // An agent may have set it already; two values would be read as none.
            headers.discardAll(key);
            headers.put(key, value);
        }
    };

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                W3CTraceContextPropagator.getInstance().inject(Context.current(), headers, SETTER);
                super.start(listener, headers);
            }
        };
    }
}
