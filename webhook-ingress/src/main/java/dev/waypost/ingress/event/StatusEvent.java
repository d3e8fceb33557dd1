package dev.waypost.ingress.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a provider said of one of our messages.
public record StatusEvent(
        String tenantId,
        String eventId,
        String endpointId,
        String providerMessageId,
        String status,
        @Nullable String errorCode,
        @Nullable String errorTitle,
        @Nullable String callbackData,
        @Nullable Instant providerTime,
        Instant receivedAt) {}
