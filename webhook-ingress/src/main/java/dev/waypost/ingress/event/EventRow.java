package dev.waypost.ingress.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A stored event, without the body that it came in.
public record EventRow(
        String tenantId,
        String eventId,
        String endpointId,
        String bodyId,
        String kind,
        boolean quarantined,
        @Nullable String providerMessageId,
        @Nullable String phoneNumberId,
        @Nullable String user,
        @Nullable String callbackData,
        @Nullable Instant providerTime,
        Instant receivedAt,
        @Nullable String traceparent) {}
