package dev.waypost.config.snapshot;

import com.google.protobuf.Timestamp;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.snapshot.SnapshotStore.Resolved;
import dev.waypost.configclient.SealedSnapshot;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.config.v1.AppSecrets;
import dev.waypost.proto.config.v1.BatchGetSnapshotsRequest;
import dev.waypost.proto.config.v1.BatchGetSnapshotsResponse;
import dev.waypost.proto.config.v1.GetSnapshotRequest;
import dev.waypost.proto.config.v1.GetSnapshotResponse;
import dev.waypost.proto.config.v1.ResolveSnapshotRequest;
import dev.waypost.proto.config.v1.ResolveSnapshotResponse;
import dev.waypost.proto.config.v1.Snapshot;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.proto.config.v1.WatchSnapshotsRequest;
import dev.waypost.proto.config.v1.WatchSnapshotsResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Snapshots for services that do not find them in Redis.
@Singleton
final class SnapshotApi extends SnapshotServiceGrpc.SnapshotServiceImplBase {
    private final SnapshotStore store;
    private final AppStore apps;
    private final GatewayStore gateways;
    private final ChangeWatch watch;

    SnapshotApi(SnapshotStore store, AppStore apps, GatewayStore gateways, ChangeWatch watch) {
        this.store = store;
        this.apps = apps;
        this.gateways = gateways;
        this.watch = watch;
    }

    @Override
    public void getSnapshot(GetSnapshotRequest request, StreamObserver<GetSnapshotResponse> observer) {
        SealedSnapshot snapshot = required(request.getTenantId());
        Replies.reply(
                observer,
                GetSnapshotResponse.newBuilder().setSnapshot(wire(snapshot)).build());
    }

    @Override
    public void batchGetSnapshots(
            BatchGetSnapshotsRequest request, StreamObserver<BatchGetSnapshotsResponse> observer) {
        var answer = BatchGetSnapshotsResponse.newBuilder();
        Map<String, SealedSnapshot> found = store.read(request.getTenantIdsList());
        for (String tenantId : request.getTenantIdsList()) {
            SealedSnapshot snapshot = found.get(tenantId);
            if (snapshot == null) {
                answer.addMissingTenantIds(tenantId);
            } else {
                answer.addSnapshots(wire(snapshot));
            }
        }
        Replies.reply(observer, answer.build());
    }

    @Override
    public void resolveSnapshot(ResolveSnapshotRequest request, StreamObserver<ResolveSnapshotResponse> observer) {
        Replies.reply(observer, resolve(request).orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND)));
    }

    @Override
    public void watchSnapshots(WatchSnapshotsRequest request, StreamObserver<WatchSnapshotsResponse> observer) {
        var call = (ServerCallStreamObserver<WatchSnapshotsResponse>) observer;
        var watcher = new WatcherApi(call, request.getCursor());
        call.setOnCancelHandler(() -> watch.remove(watcher));
        watch.add(watcher);
    }

    private Optional<ResolveSnapshotResponse> resolve(ResolveSnapshotRequest request) {
        return switch (request.getNameCase()) {
            case PHONE_NUMBER_ID -> endpoint(store.byNumber(request.getPhoneNumberId()));
            case WABA_ID -> endpoint(store.byEndpoint("waba_id", request.getWabaId()));
            case SESSION -> endpoint(store.byEndpoint("session", request.getSession()));
            case ENDPOINT_PATH ->
                endpoint(store.byPath(
                        request.getEndpointPath().getTenantId(),
                        request.getEndpointPath().getEndpointId()));
            case APP_ID -> apps.byId(request.getAppId()).map(this::app);
            case VERIFY_TOKEN_HASH -> byToken(request.getVerifyTokenHash().toByteArray());
            case GATEWAY_CODE ->
                gateways.byCode(
                                request.getGatewayCode().getGatewayId(),
                                request.getGatewayCode().getCode())
                        .map(coded -> ResolveSnapshotResponse.newBuilder()
                                .setSnapshot(wire(required(coded.tenantId())))
                                .setGatewayId(coded.gatewayId())
                                .build());
            case GATEWAY -> endpoint(gateways.speakerOf(request.getGateway().getGatewayId()));
            case NAME_NOT_SET ->
                throw Fault.of(Reason.FIELD_INVALID).violation("name", "value: none (expected: one of its members)");
        };
    }

    private Optional<ResolveSnapshotResponse> byToken(byte[] hash) {
        Optional<ResolveSnapshotResponse> app = apps.byToken(hash).map(this::app);
        return app.isPresent() ? app : endpoint(store.byToken(hash));
    }

    private Optional<ResolveSnapshotResponse> endpoint(Optional<Resolved> found) {
        return found.map(resolved -> ResolveSnapshotResponse.newBuilder()
                .setSnapshot(wire(required(resolved.tenantId())))
                .setEndpointId(resolved.endpointId())
                .setGatewayId(gateways.of(resolved).orElse(""))
                .build());
    }

    private ResolveSnapshotResponse app(AppStore.Secrets app) {
        var secrets = AppSecrets.newBuilder().setAppId(app.appId());
        @Nullable SealedSecret secret = app.appSecret();
        if (secret != null) {
            secrets.setAppSecret(sealed(secret.sealed()));
            Instant until = secret.previousValidUntil();
            if (until != null) {
                secrets.setPreviousAppSecret(sealed(secret.previous()))
                        .setPreviousValidUntil(Timestamp.newBuilder()
                                .setSeconds(until.getEpochSecond())
                                .setNanos(until.getNano()));
            }
        }
        @Nullable SealedSecret token = app.verifyToken();
        if (token != null) {
            secrets.setVerifyToken(sealed(token.sealed()));
        }
        var answer = ResolveSnapshotResponse.newBuilder().setApp(secrets);
        apps.onlyTenant(app.appId()).flatMap(store::read).ifPresent(only -> answer.setSnapshot(wire(only)));
        return answer.build();
    }

    private static String sealed(@Nullable String value) {
        return value == null ? "" : value;
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
