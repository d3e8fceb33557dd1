package dev.waypost.configclient;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Everything that the data plane must know of one tenant, at one revision.
///
/// @param endpoints the active one first, then by priority
/// @param projects one per mapping of a number to a project, highest priority first
public record TenantSnapshot(
        String tenantId,
        String name,
        TenantState state,
        long revision,
        TenantPolicy policy,
        List<Endpoint> endpoints,
        List<Project> projects,
        Instant createdAt,
        Instant updatedAt) {
    public TenantSnapshot {
        endpoints = List.copyOf(endpoints);
        projects = List.copyOf(projects);
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

    /// The projects that get the number's events, in the order in which they are started.
    public List<Project> projectsOf(String phoneNumberId) {
        return projects.stream()
                .filter(p -> p.active() && p.phoneNumberId().equals(phoneNumberId))
                .toList();
    }
}
