package dev.waypost.ingress.intake;

import dev.waypost.ingress.delivery.Delivery;
import dev.waypost.lanes.Offer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What of an intake was new.
///
/// @param at the time of the commit, as PostgreSQL has it; null where nothing is offered
/// @param spooled whether it is safe, but not in the store yet: what of it is new is not known
public record Taken(
        int newEvents,
        List<Offer<Delivery>> deliveries,
        @Nullable Instant at,
        boolean spooled) {
    /// Safe on the local disk.
    public static Taken onDisk() {
        return new Taken(0, List.of(), null, true);
    }
}
