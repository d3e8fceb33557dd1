package dev.waypost.console.endpoint;

import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.FieldNames;
import dev.waypost.console.json.Fields;
import dev.waypost.console.json.Json;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.EndpointServiceGrpc.EndpointServiceBlockingStub;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.SetEndpointResponse;
import dev.waypost.proto.health.v1.CheckEndpointRequest;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc.EndpointHealthServiceBlockingStub;
import dev.waypost.proto.health.v1.GetEndpointHealthRequest;
import io.grpc.StatusRuntimeException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One tenant's endpoint: configuration from config-service, health from health-service.
@Controller("/api/whatsapp/endpoints")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class EndpointController {
    private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(1);

    private static final FieldNames NAMES = FieldNames.camelCase(Map.of("endpoint_id", "id", "active", "isActive"));

    private final Edge edge;
    private final GrpcPeers peers;

    EndpointController(Edge edge, GrpcPeers peers) {
        this.edge = edge;
        this.peers = peers;
    }

    @Get("/{tenantId}")
    public HttpResponse<byte[]> get(HttpRequest<?> request, String tenantId) {
        return edge.answer(request, caller -> {
            Endpoint endpoint = config(caller)
                    .getEndpoint(GetEndpointRequest.newBuilder()
                            .setTenantId(tenantId)
                            .build())
                    .getEndpoint();
            return Answer.ok(EndpointJson.of(endpoint, healthOf(endpoint)));
        });
    }

    @Put("/{tenantId}")
    public HttpResponse<byte[]> put(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, NAMES, caller -> {
            SetEndpointResponse answer =
                    config(caller).setEndpoint(EndpointFields.read(tenantId, Edge.bodyOf(request)));
            Endpoint endpoint = answer.getEndpoint();
            Json json = EndpointJson.of(endpoint, healthOf(endpoint));
            return answer.getCreated() ? Answer.created(json) : Answer.ok(json);
        });
    }

    @Delete("/{tenantId}")
    public HttpResponse<byte[]> delete(HttpRequest<?> request, String tenantId, @QueryValue @Nullable Long revision) {
        return edge.answer(request, caller -> {
            config(caller)
                    .deleteEndpoint(DeleteEndpointRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setRequestId(Ids.next("req"))
                            .setExpectedRevision(revision == null ? 0 : revision)
                            .build());
            return Answer.noContent();
        });
    }

    @Post("/{tenantId}/test")
    @Consumes(MediaType.ALL)
    public HttpResponse<byte[]> test(HttpRequest<byte[]> request, String tenantId) {
        return edge.answer(request, caller -> {
            Fields fields = Fields.ofOptional(Edge.bodyOf(request), Set.of("endpointId", "requestId"));
            CheckEndpointRequest check = CheckEndpointRequest.newBuilder()
                    .setTenantId(tenantId)
                    .setEndpointId(fields.text("endpointId"))
                    .setRequestId(fields.string("requestId").orElseGet(() -> Ids.next("req")))
                    .build();
            fields.check();
            EndpointHealth health = health(caller)
                    .withDeadlineAfter(15, TimeUnit.SECONDS)
                    .checkEndpoint(check)
                    .getEndpointHealth();
            HealthView view = HealthView.of(health);
            return Answer.ok(Json.object()
                    .put("tenantId", tenantId)
                    .put("endpointId", health.getEndpointId())
                    .put("healthy", health.getLastProbe().getHealthy())
                    .put("healthStatus", view.status())
                    .put("cause", health.getLastProbe().getCause())
                    .put("lastHealthCheck", view.lastCheck())
                    .put(
                            "latencyMs",
                            health.getLastProbe().getLatency().getSeconds() * 1000
                                    + health.getLastProbe().getLatency().getNanos() / 1_000_000));
        });
    }

    /// Health is a view beside the endpoint: without it the endpoint is still worth reading. Asked as the console,
    /// because whoever was just shown the endpoint may see how it is, and keys of a tenant may not list health.
    private HealthView healthOf(Endpoint endpoint) {
        try {
            return HealthView.of(EndpointHealthServiceGrpc.newBlockingStub(peers.channel("health"))
                    .withDeadlineAfter(HEALTH_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .getEndpointHealth(GetEndpointHealthRequest.newBuilder()
                            .setTenantId(endpoint.getTenantId())
                            .setEndpointId(endpoint.getEndpointId())
                            .build())
                    .getEndpointHealth());
        } catch (StatusRuntimeException e) {
            return HealthView.UNKNOWN;
        }
    }

    private EndpointServiceBlockingStub config(Caller caller) {
        return EndpointServiceGrpc.newBlockingStub(peers.channel("config", caller));
    }

    private EndpointHealthServiceBlockingStub health(Caller caller) {
        return EndpointHealthServiceGrpc.newBlockingStub(peers.channel("health", caller));
    }
}
