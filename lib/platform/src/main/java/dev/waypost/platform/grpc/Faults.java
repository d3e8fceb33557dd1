package dev.waypost.platform.grpc;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.redis.RedisUnavailable;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides which fault a failure is; what it does not know is a bug of ours and says nothing about itself to callers.
final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    static Fault of(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Fault fault) {
                return fault;
            }
            if (cause instanceof StatusRuntimeException peer) {
                return FaultStatus.of(peer);
            }
            if (cause instanceof RedisUnavailable || cause instanceof IOException) {
                return Fault.of(Reason.STORE_UNAVAILABLE).because(failure);
            }
        }
        LOG.atError().setCause(failure).log("call.failed");
        return Fault.of(Reason.INTERNAL).because(failure);
    }

    /// The fault for a status that a handler or the transport closed the call with.
    static Fault of(Status status) {
        if (status.getCause() != null
                && !(status.getCause() instanceof StatusException)
                && !(status.getCause() instanceof StatusRuntimeException)) {
            return of(status.getCause());
        }
        return switch (status.getCode()) {
            case UNIMPLEMENTED -> Fault.of(Reason.NOT_IMPLEMENTED);
            case DEADLINE_EXCEEDED -> Fault.of(Reason.DEADLINE_EXCEEDED);
            case CANCELLED -> Fault.of(Reason.CANCELLED);
            case UNAVAILABLE -> Fault.of(Reason.SHUTTING_DOWN);
            case RESOURCE_EXHAUSTED, INVALID_ARGUMENT ->
                Fault.of(Reason.FIELD_INVALID).violation("", String.valueOf(status.getDescription()));
            default -> {
                LOG.atError().addKeyValue("status", status.getCode()).log("call.closed_without_reason");
                yield Fault.of(Reason.INTERNAL);
            }
        };
    }
}
