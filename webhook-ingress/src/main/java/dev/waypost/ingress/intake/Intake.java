package dev.waypost.ingress.intake;

import java.util.List;

/// Everything that one webhook adds to the store, if its events are not there already.
///
/// @param deliveries in the order in which they are to be made
public record Intake(
        String tenantId, String endpointId, StoredBody body, List<NewEvent> events, List<NewDelivery> deliveries) {}
