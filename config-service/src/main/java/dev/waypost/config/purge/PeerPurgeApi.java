package dev.waypost.config.purge;

import dev.waypost.platform.db.TenantRows;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.purge.v1.PurgeServiceGrpc;
import dev.waypost.proto.purge.v1.PurgeTenantRequest;
import dev.waypost.proto.purge.v1.PurgeTenantResponse;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The other services, asked to erase what they hold of a tenant.
@Singleton
final class PeerPurgeApi {
    /// What brings work comes before what does it: the one behind it gets nothing more.
    static final List<String> SERVICES = List.of("ingress", "send", "health");

    private static final long DEADLINE_SECONDS = 20;

    private final GrpcPeers peers;

    PeerPurgeApi(GrpcPeers peers) {
        this.peers = peers;
    }

    /// Erases a bounded part.
    ///
    /// @throws dev.waypost.platform.fault.Fault when the service cannot be reached or refuses
    TenantRows.Erased erase(String service, String tenantId) {
        var request = PurgeTenantRequest.newBuilder()
                .setTenantId(tenantId)
                .setRequestId(Ids.next("prg"))
                .build();
        try {
            PurgeTenantResponse answer = PurgeServiceGrpc.newBlockingStub(peers.channel(service))
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .purgeTenant(request);
            return new TenantRows.Erased(answer.getErasedRows(), answer.getDone());
        } catch (StatusRuntimeException e) {
            throw FaultStatus.of(e);
        }
    }
}
