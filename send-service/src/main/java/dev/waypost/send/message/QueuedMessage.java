package dev.waypost.send.message;

import org.jspecify.annotations.Nullable;

/// What a lane worker must know to hand a message to a provider.
///
/// @param scheduled whether it had to wait for a time of its own
public record QueuedMessage(
        String tenantId,
        String messageId,
        String recipient,
        byte[] content,
        @Nullable String replyTo,
        @Nullable String endpointWish,
        @Nullable String traceparent,
        boolean expired,
        boolean scheduled) {}
