package dev.waypost.ingress.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is stored of one event, for a project that gets events by themselves.
public record SingleEvent(
        String tenantId,
        String eventId,
        String endpointId,
        String kind,
        String type,
        String dedupeKey,
        @Nullable String phoneNumberId,
        @Nullable String user,
        @Nullable String providerMessageId,
        @Nullable String replyTo,
        @Nullable String status,
        @Nullable String errorCode,
        @Nullable String errorTitle,
        @Nullable String callbackData,
        @Nullable Instant providerTime,
        Instant receivedAt) {}
