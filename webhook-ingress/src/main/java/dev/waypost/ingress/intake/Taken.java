package dev.waypost.ingress.intake;

import dev.waypost.ingress.delivery.Delivery;
import dev.waypost.lanes.Offer;
import java.util.List;

/// What of an intake was new.
///
/// @param spooled whether it is safe, but not in the store yet: what of it is new is not known
public record Taken(int newEvents, List<Offer<Delivery>> deliveries, boolean spooled) {
    public Taken(int newEvents, List<Offer<Delivery>> deliveries) {
        this(newEvents, deliveries, false);
    }

    /// Safe on the local disk.
    public static Taken onDisk() {
        return new Taken(0, List.of(), true);
    }
}
