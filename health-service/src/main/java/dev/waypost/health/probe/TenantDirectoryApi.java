package dev.waypost.health.probe;

import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.ListTenantsResponse;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/// config-service's list of tenants.
@Singleton
class TenantDirectoryApi implements TenantDirectory {
    private static final int PAGE = 1000;

    private final GrpcPeers peers;

    TenantDirectoryApi(GrpcPeers peers) {
        this.peers = peers;
    }

    @Override
    public Map<String, Long> revisions() {
        Map<String, Long> revisions = new HashMap<>();
        String token = "";
        try {
            do {
                ListTenantsResponse page = TenantServiceGrpc.newBlockingStub(peers.channel("config"))
                        .listTenants(ListTenantsRequest.newBuilder()
                                .setPageSize(PAGE)
                                .setPageToken(token)
                                .build());
                page.getTenantsList().forEach(tenant -> revisions.put(tenant.getTenantId(), tenant.getRevision()));
                token = page.getNextPageToken();
            } while (!token.isEmpty());
        } catch (StatusRuntimeException e) {
            throw FaultStatus.of(e);
        }
        return revisions;
    }
}
