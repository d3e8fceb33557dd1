package dev.waypost.config.endpoint;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.health.v1.GetServerDrainRequest;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps new endpoints off servers that are being emptied, as far as health-service can say so: configuration does not
/// wait for it.
@Singleton
final class ServerDrainsApi {
    private static final Logger LOG = LoggerFactory.getLogger(ServerDrainsApi.class);
    private static final long PATIENCE_MILLIS = 1_000;
    /// Who did not answer is not waited for again at every call.
    private static final long SILENCE = Duration.ofSeconds(10).toNanos();

    private final GrpcPeers peers;
    private volatile boolean silent;
    private volatile long silentSince;

    ServerDrainsApi(GrpcPeers peers) {
        this.peers = peers;
    }

    /// @param held the tenant's endpoints: one that is there already may be changed
    /// @param endpointId empty when any of them may be meant
    /// @throws Fault SERVER_DRAINED
    void check(String tenantId, String endpointId, String apiUrl, List<StoredEndpoint> held) {
        boolean isThere = held.stream()
                .filter(endpoint -> endpointId.isEmpty() || endpoint.id().equals(endpointId))
                .anyMatch(endpoint -> BaseAddress.isSameOrigin(endpoint.apiUrl(), apiUrl));
        if (!isThere) {
            check(tenantId, apiUrl);
        }
    }

    /// @throws Fault SERVER_DRAINED
    void check(String tenantId, String apiUrl) {
        if (apiUrl.isEmpty() || silent && System.nanoTime() - silentSince < SILENCE) {
            return;
        }
        try {
            var server = ServerServiceGrpc.newBlockingStub(peers.channel("health"))
                    .withDeadlineAfter(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .getServerDrain(
                            GetServerDrainRequest.newBuilder().setServer(apiUrl).build());
            silent = false;
            if (server.hasDrainSince()) {
                throw Fault.of(Reason.SERVER_DRAINED)
                        .with("tenant_id", tenantId)
                        .with("server", server.getServer())
                        .with("cause", server.getDrainCause());
            }
        } catch (StatusRuntimeException nobodyKnows) {
            silentSince = System.nanoTime();
            silent = true;
            LOG.atWarn()
                    .addKeyValue("status", nobodyKnows.getStatus().getCode())
                    .log("server_drains.unknown");
        }
    }
}
