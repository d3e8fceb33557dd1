package dev.waypost.send.dispatch;

import dev.waypost.providers.EndpointAccess;
import dev.waypost.send.tenant.SendingTenant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says which waits a change of a tenant's configuration ends: there is no reason to wait for an endpoint that messages
/// no longer go through, or that is reached in another way than the one that failed.
final class RouteWaitPolicy {
    /// What waits for any endpoint at all.
    static final String NO_ROUTE = "";

    private RouteWaitPolicy() {}

    /// What messages wait for.
    ///
    /// @param endpointId the endpoint that failed; [#NO_ROUTE] when there was none
    /// @param access how it was reached; null when that is not known
    record Wait(String endpointId, @Nullable EndpointAccess access) {}

    /// @param hasRoute whether any endpoint carries messages now
    static List<Wait> ended(Collection<Wait> waits, SendingTenant now, boolean hasRoute) {
        return hasRoute
                ? waits.stream()
                        .filter(wait -> wait.endpointId().equals(NO_ROUTE) || isLeft(wait, now))
                        .toList()
                : List.of();
    }

    private static boolean isLeft(Wait wait, SendingTenant now) {
        return now.endpoints().stream()
                .filter(candidate -> candidate.endpointId().equals(wait.endpointId()))
                .noneMatch(candidate -> candidate.carriesTraffic()
                        && candidate.isActive()
                        && (wait.access() == null || wait.access().equals(candidate.access())));
    }
}
