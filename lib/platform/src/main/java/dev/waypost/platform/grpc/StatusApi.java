package dev.waypost.platform.grpc;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.status.Condition;
import dev.waypost.platform.status.Health;
import dev.waypost.platform.status.Vitals;
import dev.waypost.proto.status.v1.GetStatusRequest;
import dev.waypost.proto.status.v1.GetStatusResponse;
import dev.waypost.proto.status.v1.PartState;
import dev.waypost.proto.status.v1.PartStatus;
import dev.waypost.proto.status.v1.ProcessStatus;
import dev.waypost.proto.status.v1.StatusServiceGrpc.StatusServiceImplBase;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// `StatusService`: how this process is, for the others.
@Singleton
final class StatusApi extends StatusServiceImplBase {
    private final Vitals vitals;

    StatusApi(Vitals vitals) {
        this.vitals = vitals;
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> observer) {
        Replies.reply(
                observer,
                GetStatusResponse.newBuilder().setStatus(wire(vitals.look())).build());
    }

    private static ProcessStatus wire(Condition condition) {
        var status = ProcessStatus.newBuilder()
                .setService(condition.service())
                .setProcess(condition.process())
                .setVersion(condition.version())
                .setStartTime(Timestamp.newBuilder()
                        .setSeconds(condition.startTime().getEpochSecond())
                        .setNanos(condition.startTime().getNano()))
                .setState(state(condition.health()));
        condition
                .parts()
                .forEach((name, reading) -> status.addParts(PartStatus.newBuilder()
                        .setName(name)
                        .setState(state(reading.health()))
                        .setDetail(reading.detail())
                        .putAllFigures(reading.figures())));
        return status.build();
    }

    private static PartState state(Health health) {
        return switch (health) {
            case WELL -> PartState.PART_STATE_WELL;
            case DEGRADED -> PartState.PART_STATE_DEGRADED;
            case DOWN -> PartState.PART_STATE_DOWN;
        };
    }
}
