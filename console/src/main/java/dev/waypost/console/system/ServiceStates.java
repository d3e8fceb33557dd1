package dev.waypost.console.system;

import dev.waypost.console.ConsoleServerSettings;
import dev.waypost.platform.grpc.GrpcPeers;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Whether each service serves: `healthy`, `unhealthy` or `unreachable`.
@Singleton
public final class ServiceStates {
    private static final List<String> SERVICES = List.of("config", "send", "ingress", "health");

    private final GrpcPeers peers;
    private final ConsoleServerSettings settings;

    ServiceStates(GrpcPeers peers, ConsoleServerSettings settings) {
        this.peers = peers;
        this.settings = settings;
    }

    /// All at once, so that the answer takes as long as the slowest and not as their sum.
    public Map<String, String> now() {
        Map<String, String> states = new ConcurrentHashMap<>();
        List<Thread> asking = SERVICES.stream()
                .map(service -> Thread.ofVirtual().start(() -> states.put(service, state(service))))
                .toList();
        for (Thread thread : asking) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return new TreeMap<>(states);
    }

    private String state(String service) {
        try {
            ServingStatus status = HealthGrpc.newBlockingStub(peers.channel(service))
                    .withDeadlineAfter(settings.healthTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
            return status == ServingStatus.SERVING ? "healthy" : "unhealthy";
        } catch (StatusRuntimeException e) {
            return "unreachable";
        }
    }
}
