package dev.waypost.config.endpoint;

import dev.waypost.config.change.Commits;
import dev.waypost.proto.config.v1.DeactivateEndpointRequest;
import dev.waypost.proto.config.v1.DeactivateEndpointResponse;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.SwitchEndpointResponse;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Putting endpoints to use, out of use and in each other's place, over gRPC.
@Singleton
final class EndpointRoleApi {
    private final Endpoints endpoints;
    private final EndpointRoles roles;
    private final ServerDrainsApi drains;
    private final Commits commits;

    EndpointRoleApi(Endpoints endpoints, EndpointRoles roles, ServerDrainsApi drains, Commits commits) {
        this.endpoints = endpoints;
        this.roles = roles;
        this.drains = drains;
        this.commits = commits;
    }

    DeactivateEndpointResponse deactivate(DeactivateEndpointRequest request) {
        return commits.commit(
                request.getTenantId(),
                request.getRequestId(),
                request,
                DeactivateEndpointResponse.parser(),
                change -> DeactivateEndpointResponse.newBuilder()
                        .setEndpoint(EndpointWireApi.write(
                                roles.deactivate(change, request.getTenantId(), request.getEndpointId())))
                        .build());
    }

    SwitchEndpointResponse switchOver(SwitchEndpointRequest request) {
        String tenantId = request.getTenantId();
        Optional<SwitchEndpointResponse> answered =
                commits.answered(tenantId, request.getRequestId(), request, SwitchEndpointResponse.parser());
        if (answered.isPresent()) {
            return answered.get();
        }
        if (!request.getEvenIfDrained()) {
            endpoints.known(tenantId).stream()
                    .filter(endpoint -> endpoint.id().equals(request.getToEndpointId()))
                    .forEach(to -> drains.check(tenantId, to.apiUrl()));
        }
        return commits.commit(
                request.getTenantId(), request.getRequestId(), request, SwitchEndpointResponse.parser(), change -> {
                    EndpointRoles.Switched switched = roles.switchOver(
                            change,
                            request.getTenantId(),
                            request.getFromEndpointId(),
                            request.getToEndpointId(),
                            request.getExpectedRevision(),
                            request.getCause());
                    return SwitchEndpointResponse.newBuilder()
                            .setActive(EndpointWireApi.write(switched.active()))
                            .setPrevious(EndpointWireApi.write(switched.previous()))
                            .build();
                });
    }
}
