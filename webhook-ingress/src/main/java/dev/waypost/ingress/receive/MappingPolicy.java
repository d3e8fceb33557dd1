package dev.waypost.ingress.receive;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.Gateway;
import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which of a tenant's projects are mapped to what an event is about.
public final class MappingPolicy {
    private MappingPolicy() {}

    /// What is about a whole account goes to the projects of all its numbers.
    ///
    /// @param endpoint that speaks for the number, if one does
    static List<Project> mapped(
            TenantSnapshot tenant, @Nullable Endpoint endpoint, @Nullable String number, @Nullable String account) {
        Set<String> mapped = new HashSet<>();
        if (number != null) {
            mapped.add(number);
        } else if (account != null) {
            for (Endpoint sibling : tenant.endpoints()) {
                if (account.equals(sibling.wabaId())) {
                    add(mapped, sibling);
                }
            }
        }
        if (endpoint != null) {
            add(mapped, endpoint);
        }
        Set<String> seen = new HashSet<>();
        List<Project> projects = new ArrayList<>();
        for (Project project : tenant.projects()) {
            if (mapped.contains(project.phoneNumberId()) && seen.add(project.projectId())) {
                projects.add(project);
            }
        }
        return projects;
    }

    /// The projects that would get an event now that was taken in earlier.
    ///
    /// @param endpointId the endpoint by which it came, which may be the one of a shared number
    /// @param written whether a user wrote it
    public static List<Project> past(
            TenantSnapshot tenant,
            String endpointId,
            @Nullable String number,
            @Nullable String account,
            boolean written) {
        Optional<Gateway> shared = tenant.gateways().stream()
                .filter(gateway -> gateway.endpointId().equals(endpointId))
                .findFirst();
        if (shared.isPresent() && !shared.get().tenantId().equals(tenant.tenantId())) {
            return tenant.projectsOfUsers();
        }
        if (shared.isPresent() && written) {
            String fallback = Gateway.name(shared.get().gatewayId());
            return tenant.projects().stream()
                    .filter(project -> project.phoneNumberId().equals(fallback))
                    .limit(1)
                    .toList();
        }
        return mapped(tenant, tenant.endpoint(endpointId).orElse(null), number, account);
    }

    private static void add(Set<String> mapped, Endpoint endpoint) {
        mapped.add(endpoint.id());
        if (endpoint.phoneNumberId() != null) {
            mapped.add(endpoint.phoneNumberId());
        }
    }
}
