package dev.waypost.ingress.receive;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.Gateway;
import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.providers.InboundEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tenant whose number, account or session an event is about, and the endpoint that speaks for it.
///
/// @param endpoint null for a number of the hub that no endpoint speaks for
record Owner(TenantSnapshot tenant, @Nullable Endpoint endpoint) {

    /// The gateway whose shared number the endpoint speaks for.
    Optional<Gateway> gateway() {
        if (endpoint == null || tenant.gateways().isEmpty()) {
            return Optional.empty();
        }
        return tenant.gateways().stream()
                .filter(gateway -> gateway.active()
                        && gateway.tenantId().equals(tenant.tenantId())
                        && gateway.endpointId().equals(endpoint.id()))
                .findFirst();
    }

    /// The tenant and those of its projects that are mapped to what the event is about. What is about a whole account
    /// goes to the projects of all its numbers.
    Recipient recipient(InboundEvent event) {
        Set<String> mapped = new HashSet<>();
        if (event.phoneNumberId() != null) {
            mapped.add(event.phoneNumberId());
        } else if (event.wabaId() != null) {
            for (Endpoint sibling : tenant.endpoints()) {
                if (event.wabaId().equals(sibling.wabaId())) {
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
        return new Recipient(tenant, endpoint == null ? "" : endpoint.id(), projects);
    }

    private static void add(Set<String> mapped, Endpoint endpoint) {
        mapped.add(endpoint.id());
        if (endpoint.phoneNumberId() != null) {
            mapped.add(endpoint.phoneNumberId());
        }
    }
}
