package dev.waypost.config.tenant;

import java.util.List;

/// Decides whether a tenant with these endpoints can have another routing policy. Which of them carries the traffic
/// then is theirs to settle, see [RoutingListener].
final class RoutingChangePolicy {
    private RoutingChangePolicy() {}

    /// Whether the routing policy may be changed.
    sealed interface Decision {
        /// The endpoints fit.
        record Fits() implements Decision {}

        /// These endpoints are in the way.
        record InTheWay(List<HeldEndpoint> endpoints, String expected) implements Decision {}
    }

    static Decision decide(String to, List<HeldEndpoint> held) {
        // Which one is to stay is for a person to say.
        return to.equals("SINGLE") && held.size() > 1
                ? new Decision.InTheWay(held, "at most one endpoint")
                : new Decision.Fits();
    }
}
