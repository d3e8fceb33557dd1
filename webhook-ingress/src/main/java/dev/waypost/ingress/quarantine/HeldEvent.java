package dev.waypost.ingress.quarantine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event in quarantine, without the body that it came in.
public record HeldEvent(
        String eventId,
        Source source,
        String bodyId,
        String kind,
        String dedupeKey,
        Subject subject,
        @Nullable String user,
        @Nullable String providerMessageId,
        @Nullable Instant providerTime,
        Instant receivedAt) {}
