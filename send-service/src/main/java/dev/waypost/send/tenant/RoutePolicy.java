package dev.waypost.send.tenant;

import org.jspecify.annotations.Nullable;

/// Decides which endpoint carries a message, at the moment it is sent.
public final class RoutePolicy {
    private RoutePolicy() {}

    /// The endpoint, or why there is none.
    public sealed interface Route {
        /// Through this one, and why this one.
        record Through(SendingTenant.Candidate endpoint, String cause) implements Route {}

        /// None now; a change of configuration may bring one.
        record None(Why why) implements Route {}
    }

    /// Why no endpoint can carry the message.
    public enum Why {
        TENANT_SUSPENDED,
        ENDPOINT_NOT_FOUND,
        ENDPOINT_DISABLED
    }

    /// @param wish endpoint that the sender insists on
    public static Route decide(SendingTenant tenant, @Nullable String wish) {
        if (!tenant.isActive()) {
            return new Route.None(Why.TENANT_SUSPENDED);
        }
        boolean seen = false;
        for (SendingTenant.Candidate candidate : tenant.endpoints()) {
            boolean meant = wish == null ? candidate.carriesTraffic() : wish.equals(candidate.endpointId());
            if (!meant) {
                continue;
            }
            seen = true;
            if (candidate.isActive()) {
                return new Route.Through(candidate, wish == null ? "the tenant's active endpoint" : "asked for");
            }
        }
        return new Route.None(seen ? Why.ENDPOINT_DISABLED : Why.ENDPOINT_NOT_FOUND);
    }
}
