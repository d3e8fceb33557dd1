package dev.waypost.configclient;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Everything that the data plane must know of one tenant, at one revision.
///
/// @param endpoints the active one first, then by priority
/// @param projects one per mapping of a number to a project, highest priority first
/// @param gateways shared numbers that the tenant's endpoints speak for, or that have codes for it
public record TenantSnapshot(
        String tenantId,
        String name,
        TenantState state,
        long revision,
        TenantPolicy policy,
        List<Endpoint> endpoints,
        List<Project> projects,
        List<Gateway> gateways,
        Instant createdAt,
        Instant updatedAt) {
    public TenantSnapshot {
        endpoints = List.copyOf(endpoints);
        projects = List.copyOf(projects);
        gateways = List.copyOf(gateways);
    }

    public Optional<Endpoint> endpoint(String endpointId) {
        return endpoints.stream().filter(e -> e.id().equals(endpointId)).findFirst();
    }

    /// The endpoint that carries the traffic; it may be switched off, see [Endpoint#isActive].
    public Optional<Endpoint> activeEndpoint() {
        return endpoints.stream().filter(e -> e.role() == EndpointRole.ACTIVE).findFirst();
    }

    /// The tenant's endpoint that speaks for this number.
    public Optional<Endpoint> endpointOfNumber(String phoneNumberId) {
        return endpoints.stream()
                .filter(e -> phoneNumberId.equals(e.phoneNumberId()))
                .findFirst();
    }

    public Optional<Gateway> gateway(String gatewayId) {
        return gateways.stream().filter(g -> g.gatewayId().equals(gatewayId)).findFirst();
    }

    /// The project that gets what users of the gateway write who are locked to nobody.
    public Optional<Project> defaultProjectOf(Gateway gateway) {
        return projectsOf(Gateway.name(gateway.gatewayId())).stream().findFirst();
    }

    /// The projects that get what the tenant's users write to a shared number: each of the tenant's, whatever it is
    /// mapped to. Switched-off ones are among them: their deliveries wait.
    public List<Project> projectsOfUsers() {
        Map<String, Project> all = new LinkedHashMap<>();
        Set<String> fallbacks = gateways.stream()
                .map(gateway -> Gateway.name(gateway.gatewayId()))
                .collect(Collectors.toSet());
        for (Project project : projects) {
            if (!fallbacks.contains(project.phoneNumberId())) {
                all.putIfAbsent(project.projectId(), project);
            }
        }
        return List.copyOf(all.values());
    }

    /// The projects that get the number's events, in the order in which they are started.
    public List<Project> projectsOf(String phoneNumberId) {
        return projects.stream()
                .filter(p -> p.active() && p.phoneNumberId().equals(phoneNumberId))
                .toList();
    }
}
