package dev.waypost.ingress.intake;

import org.jspecify.annotations.Nullable;

/// One delivery to be made if what it carries is new.
///
/// @param eventId the event it is about; absent when it carries the whole body, made when any of its events is new
/// @param parked whether it waits for its project from the beginning; one that should and does not is parked by who
///     comes to make it
/// @param conversation the unit of its order, unique across tenants and destinations
/// @param lane who works on it
public record NewDelivery(
        String deliveryId,
        @Nullable String eventId,
        String destination,
        String conversation,
        int lane,
        boolean parked) {}
