package dev.waypost.config.endpoint;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.health.v1.GetServerDrainRequest;
import dev.waypost.proto.health.v1.GetServerDrainResponse;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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

    /// Whoever asks for many takes an answer this old.
    private static final long FRESH = Duration.ofSeconds(5).toNanos();

    private static final int MOST_REMEMBERED = 1_000;

    private final GrpcPeers peers;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private volatile boolean silent;
    private volatile long silentSince;

    /// @param drain empty while it is not being drained, or nobody knows
    private record Remembered(Optional<GetServerDrainResponse> drain, long at) {}

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
        drain(apiUrl).ifPresent(drain -> refuse(tenantId, drain));
    }

    /// The same as one of many, by an answer that is seconds old at most.
    ///
    /// @param held looked up only where it matters
    /// @throws Fault SERVER_DRAINED
    void checkOneOfMany(String tenantId, String apiUrl, Supplier<List<StoredEndpoint>> held) {
        if (apiUrl.isEmpty()) {
            return;
        }
        String origin = BaseAddress.origin(apiUrl);
        Remembered known = remembered.get(origin);
        if (known == null || System.nanoTime() - known.at() >= FRESH) {
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.clear();
            }
            known = new Remembered(drain(apiUrl), System.nanoTime());
            remembered.put(origin, known);
        }
        known.drain().ifPresent(drain -> {
            if (held.get().stream().noneMatch(endpoint -> BaseAddress.isSameOrigin(endpoint.apiUrl(), apiUrl))) {
                refuse(tenantId, drain);
            }
        });
    }

    private static void refuse(String tenantId, GetServerDrainResponse drain) {
        throw Fault.of(Reason.SERVER_DRAINED)
                .with("tenant_id", tenantId)
                .with("server", drain.getServer())
                .with("cause", drain.getDrainCause());
    }

    private Optional<GetServerDrainResponse> drain(String apiUrl) {
        if (apiUrl.isEmpty() || silent && System.nanoTime() - silentSince < SILENCE) {
            return Optional.empty();
        }
        try {
            var server = ServerServiceGrpc.newBlockingStub(peers.channel("health"))
                    .withDeadlineAfter(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .getServerDrain(
                            GetServerDrainRequest.newBuilder().setServer(apiUrl).build());
            silent = false;
            return Optional.of(server).filter(GetServerDrainResponse::hasDrainSince);
        } catch (StatusRuntimeException nobodyKnows) {
            silentSince = System.nanoTime();
            silent = true;
            LOG.atWarn()
                    .addKeyValue("status", nobodyKnows.getStatus().getCode())
                    .log("server_drains.unknown");
            return Optional.empty();
        }
    }
}
