package dev.waypost.platform.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Gives a unary call that came without a deadline a generous one: nothing waits for ever.
final class DeadlineInterceptor implements ServerInterceptor, AutoCloseable {
    private static final long DEFAULT_SECONDS = 30;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("grpc-deadlines").factory());

    DeadlineInterceptor() {
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        boolean unary = call.getMethodDescriptor().getType().clientSendsOneMessage()
                && call.getMethodDescriptor().getType().serverSendsOneMessage();
        if (!unary || Context.current().getDeadline() != null) {
            return next.startCall(call, headers);
        }
        Context.CancellableContext bounded =
                Context.current().withDeadlineAfter(DEFAULT_SECONDS, TimeUnit.SECONDS, timer);
        return new Ending<>(Contexts.interceptCall(bounded, call, headers, next), bounded);
    }

    /// Gives up the deadline with the call: else every call would be kept until its deadline.
    private static final class Ending<Q> extends SimpleForwardingServerCallListener<Q> {
        private final Context.CancellableContext bounded;

        Ending(ServerCall.Listener<Q> listener, Context.CancellableContext bounded) {
            super(listener);
            this.bounded = bounded;
        }

        @Override
        public void onComplete() {
            try {
                super.onComplete();
            } finally {
                bounded.cancel(null);
            }
        }

        @Override
        public void onCancel() {
            try {
                super.onCancel();
            } finally {
                bounded.cancel(null);
            }
        }
    }

    /// How many calls have a deadline of ours now.
    int waiting() {
        return timer.getQueue().size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
