package dev.waypost.platform.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Times every call by method and code; both label sets are closed.
final class MeterInterceptor implements ServerInterceptor {
    private record Series(String method, Status.Code code) {}

    private final MeterRegistry meters;
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    MeterInterceptor(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        long start = System.nanoTime();
        var timed = new SimpleForwardingServerCall<Q, A>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                var series = new Series(call.getMethodDescriptor().getFullMethodName(), status.getCode());
                timers.computeIfAbsent(series, MeterInterceptor.this::timer)
                        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                super.close(status, trailers);
            }
        };
        return next.startCall(timed, headers);
    }

    private Timer timer(Series series) {
        return Timer.builder("waypost.grpc.server")
                .description("Time from the start of a call to its close.")
                .tag("method", series.method())
                .tag("code", series.code().name())
                .register(meters);
    }
}
