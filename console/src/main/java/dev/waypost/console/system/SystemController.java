package dev.waypost.console.system;

import dev.waypost.console.ConsoleServerSettings;
import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.json.Json;
import dev.waypost.platform.grpc.GrpcPeers;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The state of the whole installation in one answer.
@Controller("/admin")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class SystemController {
    private static final List<String> SERVICES = List.of("config", "send", "ingress", "health");

    private final Edge edge;
    private final GrpcPeers peers;
    private final ConsoleServerSettings settings;
    private final InstantSource clock;

    SystemController(Edge edge, GrpcPeers peers, ConsoleServerSettings settings, InstantSource clock) {
        this.edge = edge;
        this.peers = peers;
        this.settings = settings;
        this.clock = clock;
    }

    @Get("/health")
    public HttpResponse<byte[]> health(HttpRequest<?> request) {
        return edge.answer(request, _ -> {
            Map<String, String> services = states();
            boolean all = services.values().stream().allMatch("healthy"::equals);
            Json body = Json.object()
                    .put("status", all ? "healthy" : "unhealthy")
                    .put("service", "waypost")
                    .put("services", services)
                    .put("timestamp", clock.instant().toString());
            return all ? Answer.ok(body) : Answer.unavailable(body);
        });
    }

    /// All at once, so that the answer takes as long as the slowest and not as their sum.
    private Map<String, String> states() {
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
