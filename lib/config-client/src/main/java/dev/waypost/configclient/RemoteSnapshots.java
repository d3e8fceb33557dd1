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
final class RemoteSnapshots implements SnapshotSource {
    private static final int DEADLINE_SECONDS = 2;

    private final SnapshotServiceBlockingStub service;
    private final SnapshotCodec codec;

    RemoteSnapshots(GrpcPeers peers, SnapshotCodec codec) {
        this.service = SnapshotServiceGrpc.newBlockingStub(peers.channel("config"));
        this.codec = codec;
    }

    @Override
    public Optional<TenantSnapshot> load(String tenantId) {
        try {
            var answer = service.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .getSnapshot(GetSnapshotRequest.newBuilder()
                            .setTenantId(tenantId)
                            .build());
            return Optional.of(codec.decode(answer.getSnapshot().getSnapshotJson()));
        } catch (StatusRuntimeException e) {
            Fault fault = FaultStatus.of(e);
            if (fault.reason() == Reason.TENANT_NOT_FOUND) {
                return Optional.empty();
            }
            throw fault;
        }
    }
}
