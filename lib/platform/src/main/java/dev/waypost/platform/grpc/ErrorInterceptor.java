package dev.waypost.platform.grpc;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes every failed call end in a status of the error model: registered reason, fitting code, details, no cause.
final class ErrorInterceptor implements ServerInterceptor {
    private final Counter nonconforming;

    ErrorInterceptor(MeterRegistry meters) {
        this.nonconforming = Counter.builder("waypost.grpc.nonconforming")
                .description("Failed calls whose status did not follow the error model and was replaced.")
                .register(meters);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var conforming = new ConformingCall<>(call);
        try {
            return new Guarded<>(next.startCall(conforming, headers), conforming);
        } catch (RuntimeException e) {
            conforming.fail(e);
            return new ServerCall.Listener<>() {};
        }
    }

    private final class ConformingCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private boolean closed;

        ConformingCall(ServerCall<Q, A> call) {
            super(call);
        }

        void fail(Throwable failure) {
            if (!closed) {
                closeWith(Faults.of(failure));
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (closed) {
                return;
            }
            if (status.isOk()) {
                closed = true;
                super.close(status, trailers);
                return;
            }
            Optional<Fault> told = FaultStatus.fromStatus(status.asRuntimeException(trailers));
            if (told.isPresent() && told.get().reason().code() == status.getCode()) {
                closed = true;
                super.close(status.withCause(null), trailers);
                return;
            }
            if (told.isPresent()) {
                nonconforming.increment();
                closeWith(Fault.of(Reason.INTERNAL));
            } else {
                closeWith(Faults.of(status));
            }
        }

        private void closeWith(Fault fault) {
            closed = true;
            StatusRuntimeException status = FaultStatus.toStatus(fault, Traces.currentTraceId());
            @Nullable Metadata trailers = status.getTrailers();
            super.close(status.getStatus(), trailers == null ? new Metadata() : trailers);
        }
    }

    private static final class Guarded<Q, A> extends SimpleForwardingServerCallListener<Q> {
        private final ErrorInterceptor.ConformingCall<Q, A> call;

        Guarded(ServerCall.Listener<Q> listener, ErrorInterceptor.ConformingCall<Q, A> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            guard(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            guard(super::onHalfClose);
        }

        @Override
        public void onReady() {
            guard(super::onReady);
        }

        private void guard(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException | StackOverflowError e) {
                call.fail(e);
            }
        }
    }
}
