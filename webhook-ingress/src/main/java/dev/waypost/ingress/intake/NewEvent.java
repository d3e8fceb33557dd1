package dev.waypost.ingress.intake;

import dev.waypost.providers.InboundEvent;
import org.jspecify.annotations.Nullable;

/// One event on its way into the store.
///
/// @param traceparent where its trace goes on
public record NewEvent(
        String eventId,
        EventState state,
        InboundEvent event,
        @Nullable String traceparent) {}
