package dev.waypost.config.endpoint;

import dev.waypost.configclient.EndpointRole;
import org.jspecify.annotations.Nullable;

/// Which place an endpoint gets when it is set.
final class RolePolicy {
    private RolePolicy() {}

    /// @param routing the tenant's routing policy
    /// @param asked what the caller wants; null for no wish
    /// @param held the place that the endpoint has now; null when it is new
    /// @param othersActive whether another endpoint is active
    static EndpointRole place(
            String routing, @Nullable EndpointRole asked, @Nullable EndpointRole held, boolean othersActive) {
        return switch (routing) {
            case "SINGLE" -> EndpointRole.ACTIVE;
            case "POOL" -> asked != null ? asked : held != null ? held : EndpointRole.ACTIVE;
            // Taking the place of the active one is a switch, which is another call with its own guarantees.
            default ->
                !othersActive ? EndpointRole.ACTIVE : held == EndpointRole.DRAINING ? held : EndpointRole.STANDBY;
        };
    }
}
