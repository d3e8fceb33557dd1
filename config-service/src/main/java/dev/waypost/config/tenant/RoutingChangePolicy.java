package dev.waypost.config.tenant;

import dev.waypost.configclient.EndpointRole;
import java.util.List;

/// Decides whether the endpoints that a tenant has fit another routing policy. It moves none of them: which one is to
/// carry the traffic is for a person to say.
final class RoutingChangePolicy {
    private RoutingChangePolicy() {}

    /// Whether the routing policy may be changed.
    sealed interface Decision {
        /// The endpoints fit as they are.
        record Fits() implements Decision {}

        /// These endpoints are in the way.
        record InTheWay(List<HeldEndpoint> endpoints, String expected) implements Decision {}
    }

    static Decision decide(String from, String to, List<HeldEndpoint> held) {
        if (from.equals(to) || held.isEmpty()) {
            return new Decision.Fits();
        }
        List<HeldEndpoint> active =
                held.stream().filter(e -> e.role() == EndpointRole.ACTIVE).toList();
        return switch (to) {
            case "SINGLE" ->
                held.size() > 1
                        ? new Decision.InTheWay(held, "at most one endpoint")
                        : active.isEmpty()
                                ? new Decision.InTheWay(held, "its one endpoint ACTIVE")
                                : new Decision.Fits();
            case "STANDBY" ->
                active.size() > 1
                        ? new Decision.InTheWay(active, "at most one ACTIVE endpoint, the others STANDBY")
                        : new Decision.Fits();
            default -> new Decision.Fits();
        };
    }
}
