package dev.waypost.send.message;

import org.jspecify.annotations.Nullable;

/// What a lane worker must know to hand a message to a provider.
public record QueuedMessage(
        String tenantId,
        String messageId,
        String recipient,
        byte[] content,
        @Nullable String replyTo,
        @Nullable String endpointWish,
        @Nullable String traceparent,
        boolean expired) {}
