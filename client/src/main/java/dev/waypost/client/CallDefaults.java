package dev.waypost.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What every call carries: the key, and a deadline where it has none and is not a stream.
record CallDefaults(String apiKey, Duration deadline) implements ClientInterceptor {

    static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        boolean needsDeadline = options.getDeadline() == null && method.getType() == MethodDescriptor.MethodType.UNARY;
        CallOptions timed =
                needsDeadline ? options.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS) : options;
        return new SimpleForwardingClientCall<>(next.newCall(method, timed)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                headers.put(AUTHORIZATION, "Bearer " + apiKey);
                super.start(listener, headers);
            }
        };
    }

    /// Without the key.
    @Override
    public String toString() {
        return "CallDefaults[deadline=" + deadline + "]";
    }
}
