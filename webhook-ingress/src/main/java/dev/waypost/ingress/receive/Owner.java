package dev.waypost.ingress.receive;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.Gateway;
import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.providers.InboundEvent;
import java.util.List;
import java.util.Optional;
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
        List<Project> projects = MappingPolicy.mapped(tenant, endpoint, event.phoneNumberId(), event.wabaId());
        return new Recipient(tenant, endpoint == null ? "" : endpoint.id(), projects);
    }
}
