package dev.waypost.health;

import dev.waypost.configclient.EndpointRole;
import dev.waypost.configclient.SealedFields;
import dev.waypost.configclient.SealedSnapshot;
import dev.waypost.configclient.SealedSnapshot.SealedEndpoint;
import dev.waypost.configclient.SealedSnapshot.SealedPolicy;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.BatchGetSnapshotsRequest;
import dev.waypost.proto.config.v1.BatchGetSnapshotsResponse;
import dev.waypost.proto.config.v1.GetSnapshotRequest;
import dev.waypost.proto.config.v1.GetSnapshotResponse;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.ListTenantsResponse;
import dev.waypost.proto.config.v1.Snapshot;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc.SnapshotServiceImplBase;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantServiceGrpc.TenantServiceImplBase;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Stands in for config-service on a real server: tenants with one Meta endpoint each.
final class FakeConfig implements AutoCloseable {
    private final Map<String, SealedSnapshot> tenants = new ConcurrentHashMap<>();
    private final java.util.Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final Server server;

    FakeConfig() throws IOException {
        server = NettyServerBuilder.forPort(0)
                .addService(new Tenants())
                .addService(new Snapshots())
                .build()
                .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /// Sets the tenant's endpoint `main`; whoever asks from now on sees a new revision.
    long set(String tenantId, String url, String number, boolean active, Vault vault) {
        return set(tenantId, url, number, "777" + number, active, vault, Duration.ofHours(1));
    }

    long set(String tenantId, String url, String number, String waba, boolean active, Vault vault, Duration interval) {
        return set(tenantId, url, number, waba, active, vault, interval, "token-" + number);
    }

    long set(
            String tenantId,
            String url,
            String number,
            String waba,
            boolean active,
            Vault vault,
            Duration interval,
            String token) {
        return set(tenantId, "META_CLOUD", url, number, waba, null, active, vault, interval, token);
    }

    /// Sets the tenant's endpoint `main`, a session on a gateway.
    long setSession(String tenantId, String url, String session, Vault vault) {
        return set(tenantId, "WAHA", url, null, null, session, true, vault, Duration.ofHours(1), "token-" + session);
    }

    private long set(
            String tenantId,
            String provider,
            String url,
            @Nullable String number,
            @Nullable String waba,
            @Nullable String session,
            boolean active,
            Vault vault,
            Duration interval,
            String token) {
        SealedSnapshot before = tenants.get(tenantId);
        long revision = before == null ? 1 : before.revision() + 1;
        String key = vault.seal(token, tenantId, SealedFields.endpoint("main", "apiKey"));
        SealedEndpoint endpoint = new SealedEndpoint(
                "main",
                "Main",
                provider,
                url,
                "v23.0",
                number,
                waba,
                null,
                session,
                EndpointRole.ACTIVE,
                0,
                1,
                active,
                "",
                key,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                revision,
                null);
        SealedPolicy policy = new SealedPolicy(
                "SINGLE",
                100,
                Duration.ofMinutes(1),
                5,
                3,
                2,
                "WAIT",
                "PARK",
                "KEEP",
                "SEND",
                "",
                "",
                Duration.ofHours(1),
                "",
                "",
                List.of(),
                false,
                Duration.ofDays(1),
                Duration.ofHours(1),
                "",
                Duration.ofMinutes(5),
                null,
                null,
                null,
                null);
        tenants.put(
                tenantId,
                new SealedSnapshot(
                        tenantId,
                        revision,
                        tenantId,
                        TenantState.ACTIVE,
                        endpoint,
                        List.of(),
                        true,
                        Duration.ofSeconds(5),
                        interval,
                        3,
                        Duration.ofSeconds(30),
                        policy,
                        List.of(),
                        List.of(),
                        Instant.EPOCH,
                        Instant.EPOCH));
        return revision;
    }

    /// Marks the tenant deleted, as a new revision.
    void delete(String tenantId) {
        deleted.add(tenantId);
    }

    void remove(String tenantId) {
        tenants.remove(tenantId);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Tenants extends TenantServiceImplBase {
        @Override
        public void listTenants(ListTenantsRequest request, StreamObserver<ListTenantsResponse> answer) {
            var page = ListTenantsResponse.newBuilder();
            tenants.values()
                    .forEach(tenant -> page.addTenants(
                            Tenant.newBuilder().setTenantId(tenant.tenantId()).setRevision(tenant.revision())));
            answer.onNext(page.build());
            answer.onCompleted();
        }
    }

    private final class Snapshots extends SnapshotServiceImplBase {
        @Override
        public void getSnapshot(GetSnapshotRequest request, StreamObserver<GetSnapshotResponse> answer) {
            SealedSnapshot found = tenants.get(request.getTenantId());
            if (found == null) {
                answer.onError(FaultStatus.toStatus(Fault.of(Reason.TENANT_NOT_FOUND), ""));
                return;
            }
            answer.onNext(
                    GetSnapshotResponse.newBuilder().setSnapshot(wire(found)).build());
            answer.onCompleted();
        }

        @Override
        public void batchGetSnapshots(
                BatchGetSnapshotsRequest request, StreamObserver<BatchGetSnapshotsResponse> answer) {
            var all = BatchGetSnapshotsResponse.newBuilder();
            for (String tenantId : request.getTenantIdsList()) {
                SealedSnapshot found = tenants.get(tenantId);
                if (found == null) {
                    all.addMissingTenantIds(tenantId);
                } else {
                    all.addSnapshots(wire(found));
                }
            }
            answer.onNext(all.build());
            answer.onCompleted();
        }

        private Snapshot wire(SealedSnapshot found) {
            return Snapshot.newBuilder()
                    .setTenantId(found.tenantId())
                    .setRevision(found.revision())
                    .setSnapshotJson(
                            deleted.contains(found.tenantId())
                                    ? SnapshotCodec.encode(found)
                                            .replace("\"state\":\"ACTIVE\"", "\"state\":\"DELETING\"")
                                    : SnapshotCodec.encode(found))
                    .build();
        }
    }
}
