package dev.waypost.console.endpoint;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.json.Json;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc.EndpointHealthServiceBlockingStub;
import dev.waypost.proto.health.v1.GetEndpointHealthRequest;
import dev.waypost.proto.health.v1.ListEndpointHealthRequest;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Endpoints with their health beside them: without health-service an endpoint is still worth reading.
///
/// Health is asked for as the console, because whoever was just shown the endpoint may see how it is, and keys of a
/// tenant may not list health.
@Singleton
public final class EndpointViews {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MOST = 1000;

    private final Peers peers;

    EndpointViews(Peers peers) {
        this.peers = peers;
    }

    public Json of(Endpoint endpoint) {
        return healthOf(endpoint).into(EndpointShapes.ENDPOINT.write(endpoint));
    }

    /// The endpoints of one tenant.
    List<Json> of(String tenantId, List<Endpoint> endpoints) {
        Map<String, HealthView> known = healthOf(tenantId);
        return endpoints.stream()
                .map(endpoint -> known.getOrDefault(endpoint.getEndpointId(), HealthView.UNKNOWN)
                        .into(EndpointShapes.ENDPOINT.write(endpoint)))
                .toList();
    }

    HealthView healthOf(Endpoint endpoint) {
        try {
            return HealthView.of(health().getEndpointHealth(GetEndpointHealthRequest.newBuilder()
                            .setTenantId(endpoint.getTenantId())
                            .setEndpointId(endpoint.getEndpointId())
                            .build())
                    .getEndpointHealth());
        } catch (StatusRuntimeException e) {
            return HealthView.UNKNOWN;
        }
    }

    private Map<String, HealthView> healthOf(String tenantId) {
        try {
            return health()
                    .listEndpointHealth(ListEndpointHealthRequest.newBuilder()
                            .setTenantId(tenantId)
                            .setPageSize(MOST)
                            .build())
                    .getEndpointHealthList()
                    .stream()
                    .collect(Collectors.toMap(EndpointHealth::getEndpointId, HealthView::of, (first, _) -> first));
        } catch (StatusRuntimeException e) {
            return Map.of();
        }
    }

    private EndpointHealthServiceBlockingStub health() {
        return peers.ownHealth(EndpointHealthServiceGrpc::newBlockingStub)
                .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
