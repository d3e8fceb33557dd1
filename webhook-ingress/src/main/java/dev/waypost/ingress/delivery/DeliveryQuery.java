package dev.waypost.ingress.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which deliveries of a tenant to list; what is null or empty does not restrict.
///
/// @param after id of the last delivery of the page before; empty for the first page
public record DeliveryQuery(
        String tenantId,
        List<String> states,
        @Nullable String destination,
        @Nullable String eventId,
        String after,
        int limit) {
    public DeliveryQuery {
        states = List.copyOf(states);
    }
}
