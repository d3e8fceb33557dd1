package dev.waypost.configclient;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.config.v1.GetSnapshotRequest;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc.SnapshotServiceBlockingStub;
import io.grpc.StatusRuntimeException;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Snapshots as config-service answers them now: slower than Redis, and never behind.
@Singleton
@Requires(property = "waypost.service", notEquals = "config")
final class RemoteSnapshots implements FarSnapshots {
    private static final int DEADLINE_SECONDS = 1;

    private final SnapshotServiceBlockingStub service;
    private final SnapshotCodec codec;

    RemoteSnapshots(GrpcPeers peers, SnapshotCodec codec) {
        this.service = SnapshotServiceGrpc.newBlockingStub(peers.channel("config"));
        this.codec = codec;
    }

    @Override
    public Optional<Sized> load(String tenantId) {
        try {
            var answer = service.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .getSnapshot(GetSnapshotRequest.newBuilder()
                            .setTenantId(tenantId)
                            .build());
            String json = answer.getSnapshot().getSnapshotJson();
            return Optional.of(new Sized(codec.decode(json), json.length()));
        } catch (StatusRuntimeException e) {
            Fault fault = FaultStatus.of(e);
            if (fault.reason() == Reason.TENANT_NOT_FOUND) {
                return Optional.empty();
            }
            throw fault;
        }
    }
}
