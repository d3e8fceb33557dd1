package dev.waypost.config.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.waypost.config.snapshot.SnapshotRelay;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.redis.Redis;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.ExportTenantsRequest;
import dev.waypost.proto.config.v1.GetTransferRequest;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.config.v1.ImportTenantsResponse;
import dev.waypost.proto.config.v1.ListTransferItemsRequest;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.ReadExportRequest;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.config.v1.TransferItem;
import dev.waypost.proto.config.v1.TransferServiceGrpc;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// config-service on a database of its own, whose operations go on only when the test says so.
final class TransferHarness implements AutoCloseable {
    private static final AtomicInteger CACHES = new AtomicInteger();

    final String jdbcUrl;
    final String redisUrl;
    final ServiceUnderTest service;

    private TransferHarness(String jdbcUrl, String redisUrl, Map<String, Object> overrides) {
        this.jdbcUrl = jdbcUrl;
        this.redisUrl = redisUrl;
        var all = new HashMap<String, Object>();
        all.put("waypost.db.url", jdbcUrl);
        all.put("waypost.redis.url", redisUrl);
        all.put("waypost.config.transfer.workers", "0");
        all.putAll(overrides);
        this.service = ServiceUnderTest.start("config", all);
    }

    static TransferHarness fresh() {
        return fresh(Map.of());
    }

    static TransferHarness fresh(Map<String, Object> overrides) {
        // Redis shows one database's tenants: each has a numbered cache of its own, and 0 is everybody's.
        String cache = Backends.redisUrl() + "/" + (1 + CACHES.getAndIncrement() % 15);
        return new TransferHarness(Backends.freshDatabase(), cache, overrides);
    }

    /// Another process on the same database.
    TransferHarness second() {
        return new TransferHarness(jdbcUrl, redisUrl, Map.of());
    }

    TransferServiceGrpc.TransferServiceBlockingStub transfers() {
        return TransferServiceGrpc.newBlockingStub(service.admin());
    }

    TransferServiceGrpc.TransferServiceStub streams() {
        return TransferServiceGrpc.newStub(service.admin());
    }

    TenantServiceGrpc.TenantServiceBlockingStub tenants() {
        return TenantServiceGrpc.newBlockingStub(service.admin());
    }

    EndpointServiceGrpc.EndpointServiceBlockingStub endpoints() {
        return EndpointServiceGrpc.newBlockingStub(service.admin());
    }

    HubServiceGrpc.HubServiceBlockingStub hub() {
        return HubServiceGrpc.newBlockingStub(service.admin());
    }

    TransferWorker worker() {
        return service.bean(TransferWorker.class);
    }

    Db db() {
        return service.bean(Db.class);
    }

    Operation work(String operationId) {
        worker().runOnce();
        return get(operationId);
    }

    Operation get(String operationId) {
        return transfers()
                .getTransfer(GetTransferRequest.newBuilder()
                        .setOperationId(operationId)
                        .build())
                .getOperation();
    }

    List<TransferItem> items(String operationId) {
        return transfers()
                .listTransferItems(ListTransferItemsRequest.newBuilder()
                        .setOperationId(operationId)
                        .setPageSize(1000)
                        .build())
                .getItemsList();
    }

    /// As if whoever holds leases had died and they had run out.
    void leasesRunOut() {
        db().run(sql -> sql.update(
                "UPDATE transfer SET lease_until = now() - interval '1 second'" + " WHERE lease_until IS NOT NULL"));
    }

    Tenant newTenant(RoutingPolicy routing) {
        return tenants()
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(Fixtures.tenantId())
                        .setRequestId(requestId())
                        .setPolicy(TenantPolicy.newBuilder().setRouting(routing))
                        .build())
                .getTenant();
    }

    SetEndpointRequest.Builder waha(String tenantId, String endpointId, String apiUrl) {
        return SetEndpointRequest.newBuilder()
                .setForce(true)
                .setTenantId(tenantId)
                .setRequestId(requestId())
                .setEndpointId(endpointId)
                .setProvider(Provider.PROVIDER_WAHA)
                .setSession("session-" + tenantId)
                .setApiUrl(apiUrl)
                .setApiKey("key-of-" + tenantId)
                .setActive(true);
    }

    String export(String passphrase, String... tenantIds) {
        String id = transfers()
                .exportTenants(ExportTenantsRequest.newBuilder()
                        .setRequestId(requestId())
                        .addAllTenantIds(List.of(tenantIds))
                        .setPassphrase(passphrase)
                        .build())
                .getOperation()
                .getOperationId();
        Operation ended = work(id);
        assertThat(ended.getState().name()).as(ended.getFailureDetail()).endsWith("SUCCEEDED");
        return new String(read(id, 0), StandardCharsets.UTF_8);
    }

    byte[] read(String operationId, long offset) {
        var bytes = new ByteArrayOutputStream();
        transfers()
                .readExport(ReadExportRequest.newBuilder()
                        .setOperationId(operationId)
                        .setOffset(offset)
                        .build())
                .forEachRemaining(piece -> bytes.writeBytes(piece.getChunk().toByteArray()));
        return bytes.toByteArray();
    }

    Operation startImport(String file, ImportTenantsRequest.Builder how) {
        if (how.getRequestId().isEmpty()) {
            how.setRequestId(requestId());
        }
        return upload(
                        file,
                        observer -> streams().importTenants(observer),
                        (chunk, first) -> (first ? how.clone() : ImportTenantsRequest.newBuilder())
                                .setChunk(chunk)
                                .build(),
                        ImportTenantsResponse.class)
                .getOperation();
    }

    Operation importNow(String file, ImportTenantsRequest.Builder how) {
        return work(startImport(file, how).getOperationId());
    }

    interface Piece<Q> {
        Q of(ByteString chunk, boolean first);
    }

    /// Sends the file in pieces that end in the middle of lines.
    <Q, A> A upload(String file, Function<StreamObserver<A>, StreamObserver<Q>> call, Piece<Q> piece, Class<A> type) {
        var answer = new CompletableFuture<A>();
        StreamObserver<Q> sender = call.apply(new StreamObserver<>() {
            @Override
            public void onNext(A value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(new IllegalStateException("no answer"));
            }
        });
        ByteString bytes = ByteString.copyFromUtf8(file);
        int size = Math.max(1000, bytes.size() / 7);
        for (int at = 0; at == 0 || at < bytes.size(); at += size) {
            sender.onNext(piece.of(bytes.substring(at, Math.min(bytes.size(), at + size)), at == 0));
        }
        sender.onCompleted();
        try {
            return type.cast(answer.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusRuntimeException status) {
                throw status;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The tenant's snapshot without what differs between installations.
    String snapshot(String tenantId) {
        service.bean(SnapshotRelay.class).runOnce();
        return service.bean(Redis.class).get(SnapshotKeys.snapshot(tenantId)).orElseThrow();
    }

    static String requestId() {
        return Ids.next("req");
    }

    static Fault fault(ThrowingCallable call) {
        return FaultStatus.of(catchThrowableOfType(StatusRuntimeException.class, call));
    }

    @Override
    public void close() {
        service.close();
    }
}
