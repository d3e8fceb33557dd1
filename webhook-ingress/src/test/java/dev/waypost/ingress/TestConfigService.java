package dev.waypost.ingress;

import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.proto.config.v1.AppSecrets;
import dev.waypost.proto.config.v1.DisableProjectRequest;
import dev.waypost.proto.config.v1.DisableProjectResponse;
import dev.waypost.proto.config.v1.FoundName;
import dev.waypost.proto.config.v1.HubServiceGrpc.HubServiceImplBase;
import dev.waypost.proto.config.v1.LookupName;
import dev.waypost.proto.config.v1.NameKind;
import dev.waypost.proto.config.v1.ResolveNamesRequest;
import dev.waypost.proto.config.v1.ResolveNamesResponse;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc.SnapshotServiceImplBase;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The part of config-service that says who is behind a name. Snapshots themselves are in Redis.
final class TestConfigService extends SnapshotServiceImplBase implements AutoCloseable {
    private final Map<LookupName, FoundName> names = new ConcurrentHashMap<>();
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
        FoundName found =
                found(tenant).setEndpointId(tenant.endpointId).setAppId(appId).build();
        names.put(name(NameKind.NAME_KIND_PHONE_NUMBER, tenant.phoneNumberId), found);
        names.put(name(NameKind.NAME_KIND_WABA, tenant.wabaId), found);
    }

    /// A number of the hub that no endpoint of the tenant speaks for.
    void ownUnder(TestTenant tenant, String number, String appId) {
        names.put(
                name(NameKind.NAME_KIND_PHONE_NUMBER, number),
                found(tenant).setAppId(appId).build());
    }

    /// An app of the hub.
    void app(Vault vault, String appId, String appSecret, String verifyToken) {
        var found = FoundName.newBuilder()
                .setApp(AppSecrets.newBuilder()
                        .setAppId(appId)
                        .setAppSecret(vault.seal(appSecret, SealedFields.HUB, SealedFields.app(appId, "appSecret")))
                        .setVerifyToken(
                                vault.seal(verifyToken, SealedFields.HUB, SealedFields.app(appId, "verifyToken"))))
                .build();
        names.put(name(NameKind.NAME_KIND_APP, appId), found);
        names.put(
                name(NameKind.NAME_KIND_VERIFY_TOKEN, HexFormat.of().formatHex(Signatures.sha256(verifyToken))), found);
    }

    private static LookupName name(NameKind kind, String name) {
        return LookupName.newBuilder().setKind(kind).setFirst(name).build();
    }

    private static FoundName.Builder found(TestTenant tenant) {
        return FoundName.newBuilder().setTenantId(tenant.id).setRevision(tenant.revision());
    }

    @Override
    public void resolveNames(ResolveNamesRequest request, StreamObserver<ResolveNamesResponse> observer) {
        var all = ResolveNamesResponse.newBuilder();
        request.getNamesList().forEach(name -> all.addFound(names.getOrDefault(name, FoundName.getDefaultInstance())));
        observer.onNext(all.build());
        observer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
