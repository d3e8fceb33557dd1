package dev.waypost.send.tenant;

import dev.waypost.configclient.TenantState;
import dev.waypost.providers.EndpointAccess;
import java.time.Duration;
import java.util.List;

/// What sending must know of a tenant at one revision.
///
/// @param messageTimeout how long one call to the provider may take
/// @param validFor how long a message may wait when its sender does not say
/// @param holdsWhenBroken whether messages are held for a person as soon as the endpoint is broken
public record SendingTenant(
        String tenantId,
        TenantState state,
        List<Candidate> endpoints,
        Duration messageTimeout,
        Duration validFor,
        boolean holdsWhenBroken,
        SendingRules rules) {
    public SendingTenant {
        endpoints = List.copyOf(endpoints);
    }

    /// An endpoint that might carry a message.
    ///
    /// @param carriesTraffic whether messages go through it without being asked for; several do in a pool
    /// @param isDraining whether what is under way through it ends and nothing new starts
    /// @param weight its share where several carry traffic
    public record Candidate(
            String endpointId,
            boolean isActive,
            boolean carriesTraffic,
            boolean isDraining,
            int weight,
            EndpointAccess access) {}
}
