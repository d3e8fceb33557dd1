package dev.waypost.platform.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Gives a unary call that came without a deadline a generous one: nothing waits for ever.
final class DeadlineInterceptor implements ServerInterceptor, AutoCloseable {
    private static final long DEFAULT_SECONDS = 30;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("grpc-deadlines").factory());

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        boolean unary = call.getMethodDescriptor().getType().clientSendsOneMessage()
                && call.getMethodDescriptor().getType().serverSendsOneMessage();
        if (!unary || Context.current().getDeadline() != null) {
            return next.startCall(call, headers);
        }
        Context bounded = Context.current().withDeadlineAfter(DEFAULT_SECONDS, TimeUnit.SECONDS, timer);
        return Contexts.interceptCall(bounded, call, headers, next);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
