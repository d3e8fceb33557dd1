package dev.waypost.providers;

import org.jspecify.annotations.Nullable;

/// One message on its way to a provider.
///
/// @param messageId our own id
/// @param to recipient in E.164 with the plus, or a business-scoped user id
/// @param content what it says
/// @param replyTo provider's id of the message that this one quotes
/// @param callback what the provider is asked to hand back with every receipt
public record OutgoingMessage(
        String messageId,
        String to,
        Content content,
        @Nullable String replyTo,
        CallbackMark callback) {}
