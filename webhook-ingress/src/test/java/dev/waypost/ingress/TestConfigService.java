package dev.waypost.ingress;

import com.google.protobuf.ByteString;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.AppSecrets;
import dev.waypost.proto.config.v1.DisableProjectRequest;
import dev.waypost.proto.config.v1.DisableProjectResponse;
import dev.waypost.proto.config.v1.HubServiceGrpc.HubServiceImplBase;
import dev.waypost.proto.config.v1.ResolveSnapshotRequest;
import dev.waypost.proto.config.v1.ResolveSnapshotResponse;
import dev.waypost.proto.config.v1.Snapshot;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc.SnapshotServiceImplBase;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The part of config-service that says who is behind a name. Snapshots themselves are in Redis.
final class TestConfigService extends SnapshotServiceImplBase implements AutoCloseable {
    private final Map<ResolveSnapshotRequest, ResolveSnapshotResponse> names = new ConcurrentHashMap<>();
    private final Server server;
    private final Projects projects = new Projects();

    TestConfigService() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                    .addService(this)
                    .addService(projects)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What happens when somebody asks for a project to be switched off.
    void onDisable(Consumer<DisableProjectRequest> change) {
        projects.changes.add(change);
    }

    /// What was asked for about the project.
    List<DisableProjectRequest> disabled(String projectId) {
        return projects.asked.stream()
                .filter(request -> request.getProjectId().equals(projectId))
                .toList();
    }

    private static final class Projects extends HubServiceImplBase {
        private final List<DisableProjectRequest> asked = new CopyOnWriteArrayList<>();
        private final List<Consumer<DisableProjectRequest>> changes = new CopyOnWriteArrayList<>();

        @Override
        public void disableProject(DisableProjectRequest request, StreamObserver<DisableProjectResponse> observer) {
            asked.add(request);
            changes.forEach(change -> change.accept(request));
            observer.onNext(DisableProjectResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /// From now on the tenant's number and business account lead to it.
    void own(TestTenant tenant) {
        ownUnder(tenant, "");
    }

    /// The same, with the app that the hub has both under.
    void ownUnder(TestTenant tenant, String appId) {
        var found = ResolveSnapshotResponse.newBuilder()
                .setSnapshot(Snapshot.newBuilder().setTenantId(tenant.id).setRevision(tenant.revision()))
                .setEndpointId(tenant.endpointId)
                .setAppId(appId)
                .build();
        names.put(
                ResolveSnapshotRequest.newBuilder()
                        .setPhoneNumberId(tenant.phoneNumberId)
                        .build(),
                found);
        names.put(ResolveSnapshotRequest.newBuilder().setWabaId(tenant.wabaId).build(), found);
    }

    /// A number of the hub that no endpoint of the tenant speaks for.
    void ownUnder(TestTenant tenant, String number, String appId) {
        names.put(
                ResolveSnapshotRequest.newBuilder().setPhoneNumberId(number).build(),
                ResolveSnapshotResponse.newBuilder()
                        .setSnapshot(
                                Snapshot.newBuilder().setTenantId(tenant.id).setRevision(tenant.revision()))
                        .setAppId(appId)
                        .build());
    }

    /// An app of the hub.
    void app(Vault vault, String appId, String appSecret, String verifyToken) {
        var found = ResolveSnapshotResponse.newBuilder()
                .setApp(AppSecrets.newBuilder()
                        .setAppId(appId)
                        .setAppSecret(vault.seal(appSecret, SealedFields.HUB, SealedFields.app(appId, "appSecret")))
                        .setVerifyToken(
                                vault.seal(verifyToken, SealedFields.HUB, SealedFields.app(appId, "verifyToken"))))
                .build();
        names.put(ResolveSnapshotRequest.newBuilder().setAppId(appId).build(), found);
        names.put(
                ResolveSnapshotRequest.newBuilder()
                        .setVerifyTokenHash(ByteString.copyFrom(Signatures.sha256(verifyToken)))
                        .build(),
                found);
    }

    @Override
    public void resolveSnapshot(ResolveSnapshotRequest request, StreamObserver<ResolveSnapshotResponse> observer) {
        ResolveSnapshotResponse found = names.get(request);
        if (found == null) {
            observer.onError(FaultStatus.toStatus(Fault.of(Reason.TENANT_NOT_FOUND), ""));
            return;
        }
        observer.onNext(found);
        observer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
