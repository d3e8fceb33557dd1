package dev.waypost.platform.fault;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RequestInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Translates a [Fault] to `google.rpc.Status` and back.
public final class FaultStatus {
    public static final String DOMAIN = "waypost.dev";

    private FaultStatus() {}

    public static StatusRuntimeException toStatus(Fault fault, String traceId) {
        Reason reason = fault.reason();
        var status = com.google.rpc.Status.newBuilder()
                .setCode(reason.code().value())
                .setMessage(fault.text())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setReason(reason.name())
                        .setDomain(DOMAIN)
                        .putAllMetadata(fault.metadata())
                        .build()));
        switch (reason.code()) {
            case INVALID_ARGUMENT -> {
                var bad = BadRequest.newBuilder();
                fault.violations()
                        .forEach(v -> bad.addFieldViolationsBuilder()
                                .setField(v.field())
                                .setDescription(v.description()));
                status.addDetails(Any.pack(bad.build()));
            }
            case NOT_FOUND ->
                fault.metadata()
                        .forEach((key, value) -> status.addDetails(Any.pack(ResourceInfo.newBuilder()
                                .setResourceType(key)
                                .setResourceName(value)
                                .build())));
            case FAILED_PRECONDITION -> {
                var failure = PreconditionFailure.newBuilder();
                failure.addViolationsBuilder()
                        .setType(reason.name())
                        .setSubject(String.join(",", fault.metadata().values()))
                        .setDescription(reason.callerDoes());
                status.addDetails(Any.pack(failure.build()));
            }
            case RESOURCE_EXHAUSTED -> {
                var failure = QuotaFailure.newBuilder();
                failure.addViolationsBuilder()
                        .setSubject(String.join(",", fault.metadata().values()))
                        .setDescription(fault.text());
                status.addDetails(Any.pack(failure.build()));
            }
            case INTERNAL ->
                status.addDetails(
                        Any.pack(RequestInfo.newBuilder().setRequestId(traceId).build()));
            default -> {}
        }
        fault.retryAfter()
                .ifPresent(wait -> status.addDetails(Any.pack(RetryInfo.newBuilder()
                        .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                                .setSeconds(wait.getSeconds())
                                .setNanos(wait.getNano()))
                        .build())));
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /// The fault that another service of the suite answered with; empty when the error is the transport's own.
    public static Optional<Fault> fromStatus(Throwable error) {
        com.google.rpc.@Nullable Status status = StatusProto.fromThrowable(error);
        if (status == null) {
            return Optional.empty();
        }
        @Nullable ErrorInfo info = detail(status, ErrorInfo.class);
        if (info == null || !DOMAIN.equals(info.getDomain())) {
            return Optional.empty();
        }
        Optional<Reason> reason = Arrays.stream(Reason.values())
                .filter(known -> known.name().equals(info.getReason()))
                .findFirst();
        return reason.map(known -> read(known, status, info));
    }

    /// The fault for any failed call: what the peer said, or what its silence means.
    public static Fault of(StatusRuntimeException error) {
        return fromStatus(error)
                .orElseGet(() -> Fault.of(
                                switch (error.getStatus().getCode()) {
                                    case UNAVAILABLE -> Reason.PEER_UNAVAILABLE;
                                    case DEADLINE_EXCEEDED -> Reason.DEADLINE_EXCEEDED;
                                    case CANCELLED -> Reason.CANCELLED;
                                    case UNIMPLEMENTED -> Reason.NOT_IMPLEMENTED;
                                    case UNAUTHENTICATED -> Reason.CALLER_UNKNOWN;
                                    default -> Reason.INTERNAL;
                                })
                        .because(error));
    }

    private static Fault read(Reason reason, com.google.rpc.Status status, ErrorInfo info) {
        Fault fault = Fault.of(reason).detail(status.getMessage());
        info.getMetadataMap().forEach(fault::with);
        @Nullable BadRequest bad = detail(status, BadRequest.class);
        if (bad != null) {
            bad.getFieldViolationsList().forEach(v -> fault.violation(v.getField(), v.getDescription()));
        }
        @Nullable RetryInfo retry = detail(status, RetryInfo.class);
        if (retry != null) {
            fault.retryAfter(Duration.ofSeconds(
                    retry.getRetryDelay().getSeconds(), retry.getRetryDelay().getNanos()));
        }
        return fault;
    }

    private static <T extends com.google.protobuf.Message> @Nullable T detail(
            com.google.rpc.Status status, Class<T> type) {
        for (Any any : status.getDetailsList()) {
            if (any.is(type)) {
                try {
                    return any.unpack(type);
                } catch (InvalidProtocolBufferException e) {
                    return null;
                }
            }
        }
        return null;
    }

    /// The reason that a failed status carries, when it is one of ours.
    public static Optional<String> reasonOf(Status status, io.grpc.@Nullable Metadata trailers) {
        if (trailers == null) {
            return Optional.empty();
        }
        return fromStatus(status.asRuntimeException(trailers))
                .map(fault -> fault.reason().name());
    }
}
