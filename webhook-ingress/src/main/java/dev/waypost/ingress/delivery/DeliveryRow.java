package dev.waypost.ingress.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A stored delivery, as people see it.
public record DeliveryRow(
        String deliveryId,
        String tenantId,
        String eventId,
        String destination,
        String state,
        int attempts,
        @Nullable Integer lastStatus,
        @Nullable String lastCause,
        @Nullable Instant dueAt,
        Instant createdAt,
        @Nullable Instant settledAt) {}
