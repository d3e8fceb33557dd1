package dev.waypost.config.snapshot;

import dev.waypost.config.snapshot.SnapshotStore.Resolved;
import dev.waypost.configclient.SealedSnapshot;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.BatchGetSnapshotsRequest;
import dev.waypost.proto.config.v1.BatchGetSnapshotsResponse;
import dev.waypost.proto.config.v1.GetSnapshotRequest;
import dev.waypost.proto.config.v1.GetSnapshotResponse;
import dev.waypost.proto.config.v1.ResolveSnapshotRequest;
import dev.waypost.proto.config.v1.ResolveSnapshotResponse;
import dev.waypost.proto.config.v1.Snapshot;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Snapshots for services that do not find them in Redis.
@Singleton
final class SnapshotApi extends SnapshotServiceGrpc.SnapshotServiceImplBase {
    private final SnapshotStore store;
    private final SnapshotRelay relay;

    SnapshotApi(SnapshotStore store, SnapshotRelay relay) {
        this.store = store;
        this.relay = relay;
    }

    @Override
    public void getSnapshot(GetSnapshotRequest request, StreamObserver<GetSnapshotResponse> observer) {
        SealedSnapshot snapshot = required(request.getTenantId());
        // Who asks here did not find it in Redis: it may have come back empty.
        relay.wake();
        Replies.reply(
                observer,
                GetSnapshotResponse.newBuilder().setSnapshot(wire(snapshot)).build());
    }

    @Override
    public void batchGetSnapshots(
            BatchGetSnapshotsRequest request, StreamObserver<BatchGetSnapshotsResponse> observer) {
        var answer = BatchGetSnapshotsResponse.newBuilder();
        for (String tenantId : request.getTenantIdsList()) {
            store.read(tenantId)
                    .ifPresentOrElse(
                            found -> answer.addSnapshots(wire(found)), () -> answer.addMissingTenantIds(tenantId));
        }
        Replies.reply(observer, answer.build());
    }

    @Override
    public void resolveSnapshot(ResolveSnapshotRequest request, StreamObserver<ResolveSnapshotResponse> observer) {
        Resolved found = resolve(request).orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND));
        Replies.reply(
                observer,
                ResolveSnapshotResponse.newBuilder()
                        .setSnapshot(wire(required(found.tenantId())))
                        .setEndpointId(found.endpointId())
                        .build());
    }

    private Optional<Resolved> resolve(ResolveSnapshotRequest request) {
        return switch (request.getNameCase()) {
            case PHONE_NUMBER_ID -> store.byNumber(request.getPhoneNumberId());
            case WABA_ID -> store.byEndpoint("waba_id", request.getWabaId());
            case SESSION -> store.byEndpoint("session", request.getSession());
            case ENDPOINT_PATH ->
                store.byPath(
                        request.getEndpointPath().getTenantId(),
                        request.getEndpointPath().getEndpointId());
            case APP_ID, GATEWAY_CODE, VERIFY_TOKEN_HASH -> throw Fault.of(Reason.NOT_IMPLEMENTED);
            case NAME_NOT_SET ->
                throw Fault.of(Reason.FIELD_INVALID).violation("name", "value: none (expected: one of its members)");
        };
    }

    private SealedSnapshot required(String tenantId) {
        return store.read(tenantId)
                .orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId));
    }

    private static Snapshot wire(SealedSnapshot snapshot) {
        return Snapshot.newBuilder()
                .setTenantId(snapshot.tenantId())
                .setRevision(snapshot.revision())
                .setSnapshotJson(SnapshotCodec.encode(snapshot))
                .build();
    }
}
