package dev.waypost.health.probe;

import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.config.v1.BatchGetSnapshotsRequest;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.ListTenantsResponse;
import dev.waypost.proto.config.v1.Snapshot;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// config-service's list of tenants, and their snapshots many at a time.
@Singleton
class TenantDirectoryApi implements TenantDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(TenantDirectoryApi.class);
    private static final int PAGE = 1000;
    /// A snapshot is some kilobytes, and a message has a bound.
    private static final int SNAPSHOTS = 200;

    private final GrpcPeers peers;
    private final SnapshotCodec codec;

    TenantDirectoryApi(GrpcPeers peers, SnapshotCodec codec) {
        this.peers = peers;
        this.codec = codec;
    }

    @Override
    public Page page(String from) {
        try {
            ListTenantsResponse page = TenantServiceGrpc.newBlockingStub(peers.channel("config"))
                    .listTenants(ListTenantsRequest.newBuilder()
                            .setPageSize(PAGE)
                            .setPageToken(from)
                            .build());
            Map<String, Long> revisions = new HashMap<>();
            page.getTenantsList().forEach(tenant -> revisions.put(tenant.getTenantId(), tenant.getRevision()));
            return new Page(revisions, page.getNextPageToken());
        } catch (StatusRuntimeException e) {
            throw FaultStatus.of(e);
        }
    }

    @Override
    public List<TenantSnapshot> tenants(Collection<String> tenantIds) {
        List<String> ids = List.copyOf(tenantIds);
        List<TenantSnapshot> found = new ArrayList<>(ids.size());
        try {
            for (int from = 0; from < ids.size(); from += SNAPSHOTS) {
                SnapshotServiceGrpc.newBlockingStub(peers.channel("config"))
                        .batchGetSnapshots(BatchGetSnapshotsRequest.newBuilder()
                                .addAllTenantIds(ids.subList(from, Math.min(ids.size(), from + SNAPSHOTS)))
                                .build())
                        .getSnapshotsList()
                        .forEach(snapshot -> read(snapshot, found));
            }
        } catch (StatusRuntimeException e) {
            throw FaultStatus.of(e);
        }
        return found;
    }

    /// One that cannot be read must not keep the others from being watched.
    private void read(Snapshot snapshot, List<TenantSnapshot> into) {
        try {
            into.add(codec.decode(snapshot.getSnapshotJson()));
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("tenant_id", snapshot.getTenantId())
                    .setCause(e)
                    .log("roster.unreadable_snapshot");
        }
    }
}
