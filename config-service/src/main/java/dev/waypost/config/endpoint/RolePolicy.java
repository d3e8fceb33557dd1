package dev.waypost.config.endpoint;

import dev.waypost.configclient.EndpointRole;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which place an endpoint gets, and who follows whom.
///
/// SINGLE has one endpoint, and it is active. STANDBY has exactly one active endpoint as long as it has any. In a POOL
/// every endpoint is active or draining.
final class RolePolicy {
    private RolePolicy() {}

    /// The place that an endpoint gets when it is set.
    sealed interface Place {
        record Given(EndpointRole role) implements Place {}

        /// @param expected what the caller may ask for instead
        record Refused(String expected) implements Place {}
    }

    /// What becomes of the others when an endpoint goes.
    sealed interface Departure {
        /// Nobody has to move.
        record Free() implements Departure {}

        record Promotes(StoredEndpoint next) implements Departure {}

        /// Only unusable ones would be left, and none of them may become active.
        record Refused() implements Departure {}
    }

    /// What a switch comes to.
    sealed interface Move {
        record Swap(StoredEndpoint from, StoredEndpoint to) implements Move {}

        record Already(StoredEndpoint active) implements Move {}

        record ToUnusable(StoredEndpoint to) implements Move {}

        record FromOther(StoredEndpoint active) implements Move {}
    }

    /// What a switch within a pool comes to.
    sealed interface Share {
        /// Somebody's place changes.
        record Moves() implements Share {}

        record Already() implements Share {}

        /// Only one that a person switched off: a drained one is what a switch brings back.
        record ToUnusable() implements Share {}

        record Same() implements Share {}
    }

    /// @param routing the tenant's routing policy
    /// @param asked what the caller wants; null for no wish
    /// @param held the place that the endpoint has now; null when it is new
    /// @param othersActive whether another endpoint is active
    static Place place(
            String routing, @Nullable EndpointRole asked, @Nullable EndpointRole held, boolean othersActive) {
        return switch (routing) {
            case "SINGLE" ->
                asked == null || asked == EndpointRole.ACTIVE
                        ? new Place.Given(EndpointRole.ACTIVE)
                        : new Place.Refused("ACTIVE or none, because the tenant's routing is SINGLE");
            case "POOL" -> inPool(asked, held);
            default -> othersActive ? besideTheActive(asked, held) : asTheActive(asked);
        };
    }

    private static Place inPool(@Nullable EndpointRole asked, @Nullable EndpointRole held) {
        if (asked == EndpointRole.STANDBY) {
            return new Place.Refused("ACTIVE, DRAINING or none, because the tenant's routing is POOL");
        }
        boolean drains = asked == EndpointRole.DRAINING || (asked == null && held == EndpointRole.DRAINING);
        return new Place.Given(drains ? EndpointRole.DRAINING : EndpointRole.ACTIVE);
    }

    private static Place asTheActive(@Nullable EndpointRole asked) {
        return asked == null || asked == EndpointRole.ACTIVE
                ? new Place.Given(EndpointRole.ACTIVE)
                : new Place.Refused(
                        "ACTIVE or none, because no other endpoint is active; SwitchEndpoint moves the role");
    }

    private static Place besideTheActive(@Nullable EndpointRole asked, @Nullable EndpointRole held) {
        if (asked == EndpointRole.ACTIVE) {
            // Taking the place of the active one has its own guarantees, and so its own call.
            return new Place.Refused("STANDBY, DRAINING or none, because another endpoint is active;"
                    + " SwitchEndpoint moves the role");
        }
        boolean drains = asked == EndpointRole.DRAINING || (asked == null && held == EndpointRole.DRAINING);
        return new Place.Given(drains ? EndpointRole.DRAINING : EndpointRole.STANDBY);
    }

    /// The place of an endpoint that is put to use again.
    static EndpointRole revived(String routing, EndpointRole held) {
        if (held != EndpointRole.DRAINING) {
            return held;
        }
        return routing.equals("POOL") ? EndpointRole.ACTIVE : EndpointRole.STANDBY;
    }

    /// @param rest the tenant's other endpoints, in order
    static Departure leaves(String routing, StoredEndpoint leaving, List<StoredEndpoint> rest) {
        if (!routing.equals("STANDBY") || leaving.role() != EndpointRole.ACTIVE || rest.isEmpty()) {
            return new Departure.Free();
        }
        Optional<StoredEndpoint> next =
                rest.stream().filter(StoredEndpoint::isUsable).findFirst();
        return next.isPresent() ? new Departure.Promotes(next.get()) : new Departure.Refused();
    }

    /// @param from the endpoint that the caller takes for the active one; empty for whichever is
    static Move move(StoredEndpoint active, String from, StoredEndpoint to) {
        if (to.id().equals(active.id())) {
            return new Move.Already(active);
        }
        if (!from.isEmpty() && !from.equals(active.id())) {
            return new Move.FromOther(active);
        }
        return to.isUsable() ? new Move.Swap(active, to) : new Move.ToUnusable(to);
    }

    /// @param from the endpoint that is drained; the same as `to` when none is, and the caller named none
    static Share share(StoredEndpoint from, StoredEndpoint to, boolean fromNamed) {
        if (fromNamed && from.id().equals(to.id())) {
            return new Share.Same();
        }
        if (!to.active()) {
            return new Share.ToUnusable();
        }
        boolean drains = fromNamed && from.role() != EndpointRole.DRAINING;
        return drains || to.role() != EndpointRole.ACTIVE ? new Share.Moves() : new Share.Already();
    }

    /// The endpoint's place under another routing policy.
    ///
    /// @param chosen whether it is the one that is active where only one may be
    static EndpointRole under(String routing, EndpointRole held, boolean chosen) {
        boolean pool = routing.equals("POOL");
        if (chosen && !pool) {
            return EndpointRole.ACTIVE;
        }
        if (held == EndpointRole.DRAINING) {
            return held;
        }
        return pool ? EndpointRole.ACTIVE : EndpointRole.STANDBY;
    }
}
