package dev.waypost.ingress.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import dev.waypost.ingress.request.Asked;
import dev.waypost.ingress.request.RequestStore;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.proto.error.v1.ErrorReason;
import dev.waypost.proto.ingress.v1.CancelReplayRequest;
import dev.waypost.proto.ingress.v1.CancelReplayResponse;
import dev.waypost.proto.ingress.v1.GetReplayRequest;
import dev.waypost.proto.ingress.v1.GetReplayResponse;
import dev.waypost.proto.ingress.v1.ReplayEventsRequest;
import dev.waypost.proto.ingress.v1.ReplayEventsResponse;
import dev.waypost.proto.ingress.v1.ResumeReplayRequest;
import dev.waypost.proto.ingress.v1.ResumeReplayResponse;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The replays of `DeliveryService`.
@Singleton
public class ReplayApi {
    private final Replays replays;
    private final RequestStore requests;

    ReplayApi(Replays replays, RequestStore requests) {
        this.replays = replays;
        this.requests = requests;
    }

    public ReplayEventsResponse start(ReplayEventsRequest request) {
        ReplayFilter filter = filter(request);
        replays.requireProject(filter);
        return once(
                Asked.of(request.getRequestId(), request, Caller.current()),
                request.getTenantId(),
                "started",
                sql -> replays.start(sql, filter, Caller.current().id()),
                operation -> ReplayEventsResponse.newBuilder()
                        .setOperation(operation)
                        .build(),
                ReplayEventsResponse.parser());
    }

    public GetReplayResponse get(GetReplayRequest request) {
        return GetReplayResponse.newBuilder()
                .setOperation(wire(replays.get(request.getTenantId(), request.getOperationId())))
                .build();
    }

    public CancelReplayResponse cancel(CancelReplayRequest request) {
        return once(
                Asked.of(request.getRequestId(), request, Caller.current()),
                request.getTenantId(),
                "cancelled",
                sql -> replays.cancel(sql, request.getTenantId(), request.getOperationId()),
                operation -> CancelReplayResponse.newBuilder()
                        .setOperation(operation)
                        .build(),
                CancelReplayResponse.parser());
    }

    public ResumeReplayResponse resume(ResumeReplayRequest request) {
        return once(
                Asked.of(request.getRequestId(), request, Caller.current()),
                request.getTenantId(),
                "resumed",
                sql -> replays.resume(sql, request.getTenantId(), request.getOperationId()),
                operation -> ResumeReplayResponse.newBuilder()
                        .setOperation(operation)
                        .build(),
                ResumeReplayResponse.parser());
    }

    private interface Change {
        Replay run(Sql sql) throws SQLException;
    }

    private <T extends Message> T once(
            Asked asked, String tenantId, String done, Change change, Function<Operation, T> answer, Parser<T> parser) {
        byte[] kept = requests.once(asked, sql -> {
            Replay replay = change.run(sql);
            WideEvent.of("replay." + done)
                    .with("caller", Caller.current().id())
                    .with("tenant_id", tenantId)
                    .with("operation_id", replay.operationId())
                    .emit();
            return new RequestStore.Done(tenantId, answer.apply(wire(replay)).toByteArray());
        });
        try {
            return parser.parseFrom(kept);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept answer cannot be read", e);
        }
    }

    private static ReplayFilter filter(ReplayEventsRequest request) {
        var kinds = new ArrayList<String>();
        Fault violations = Fault.of(Reason.FIELD_INVALID);
        for (int i = 0; i < request.getKindsCount(); i++) {
            switch (request.getKinds(i)) {
                case EVENT_KIND_RAW -> kinds.add("OTHER");
                case EVENT_KIND_UNSPECIFIED, UNRECOGNIZED ->
                    violations.violation(
                            "kinds[" + i + "]", "value: " + request.getKindsValue(i) + " (expected: a kind of event)");
                default -> kinds.add(request.getKinds(i).name().substring("EVENT_KIND_".length()));
            }
        }
        if (violations.hasViolations()) {
            throw violations;
        }
        return new ReplayFilter(
                request.getTenantId(),
                request.getProjectId().isEmpty() ? null : request.getProjectId(),
                instant(request.getFromTime()),
                request.hasUntilTime() ? instant(request.getUntilTime()) : null,
                List.copyOf(kinds),
                request.getUndeliveredOnly());
    }

    private static Operation wire(Replay replay) {
        var wire = Operation.newBuilder()
                .setOperationId(replay.operationId())
                .setTenantId(replay.filter().tenantId())
                .setKind("replay")
                .setState(OperationState.valueOf("OPERATION_STATE_" + replay.state()))
                .setDoneItems(replay.doneItems())
                .setTotalItems(replay.totalItems())
                .setStartedBy(replay.startedBy())
                .setCreateTime(time(replay.createdAt()))
                .setUpdateTime(time(replay.updatedAt()));
        if (replay.failure() != null) {
            wire.setFailureReason(ErrorReason.valueOf("ERROR_REASON_" + replay.failure()));
        }
        if (replay.endedAt() != null) {
            wire.setEndTime(time(replay.endedAt()));
        }
        return wire.build();
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
