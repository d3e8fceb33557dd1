package dev.waypost.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which failures are tried again: UNAVAILABLE and CANCELLED by gRPC itself, RESOURCE_EXHAUSTED only when told how long
/// to wait.
///
/// CANCELLED comes from a server that stops and cuts what it still holds; the caller's own cancel never gets here.
/// gRPC's own retry sends the same bytes again, so the `request_id` stays; it cannot see `RetryInfo`, hence the split.
final class RetryTable {

    static final int ATTEMPTS = 5;

    private RetryTable() {}

    static Map<String, ?> serviceConfig() {
        Map<String, ?> policy = Map.of(
                "maxAttempts",
                (double) ATTEMPTS,
                "initialBackoff",
                "0.1s",
                "maxBackoff",
                "2s",
                "backoffMultiplier",
                2.0,
                "retryableStatusCodes",
                List.of("UNAVAILABLE", "CANCELLED"));
        return Map.of(
                "loadBalancingConfig",
                List.of(Map.of("round_robin", Map.of())),
                "methodConfig",
                List.of(Map.of("name", List.of(Map.of()), "retryPolicy", policy)));
    }

    static Optional<Duration> toldToWait(StatusRuntimeException failure) {
        if (failure.getStatus().getCode() != Status.Code.RESOURCE_EXHAUSTED) {
            return Optional.empty();
        }
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        if (status == null) {
            return Optional.empty();
        }
        for (Any detail : status.getDetailsList()) {
            if (detail.is(RetryInfo.class)) {
                return Optional.of(delay(detail));
            }
        }
        return Optional.empty();
    }

    private static Duration delay(Any detail) {
        try {
            com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
            return Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("RetryInfo that cannot be read", e);
        }
    }
}
