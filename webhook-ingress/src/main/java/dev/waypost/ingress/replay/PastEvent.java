package dev.waypost.ingress.replay;

import org.jspecify.annotations.Nullable;

/// What a replay has to know of a stored event.
///
/// @param wanted whether it is within the time and of the kinds of the replay
record PastEvent(
        String eventId,
        String endpointId,
        String bodyId,
        String kind,
        @Nullable String phoneNumberId,
        @Nullable String wabaId,
        @Nullable String user,
        @Nullable String traceparent,
        boolean wanted) {}
