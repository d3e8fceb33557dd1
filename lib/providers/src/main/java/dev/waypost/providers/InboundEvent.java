package dev.waypost.providers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One inbound message, status or account change, taken out of a webhook.
///
/// @param kind what it is
/// @param type finer name as the provider says it: `text`, `image`, `delivered`, or the name of the changed field
/// @param dedupeKey equal for two deliveries of the same event, different otherwise; safe within one endpoint or app
/// @param phoneNumberId business number it belongs to
/// @param wabaId business account it belongs to
/// @param user the other side: digits of the number, or a business-scoped user id where the provider hides the number
/// @param providerMessageId provider's id of the message, or of the message that a status speaks of
/// @param replyTo provider's id of the message that this one quotes
/// @param status `sent`, `delivered`, `read`, `played`, `failed`, or a value newer than this code
/// @param errorCode provider's first error code
/// @param errorTitle provider's first error title
/// @param providerTime when the provider says it happened
/// @param callbackData what we asked the provider to echo, see [CallbackMark]
/// @param raw the JSON of this element as text
public record InboundEvent(
        Kind kind,
        String type,
        String dedupeKey,
        @Nullable String phoneNumberId,
        @Nullable String wabaId,
        @Nullable String user,
        @Nullable String providerMessageId,
        @Nullable String replyTo,
        @Nullable String status,
        @Nullable String errorCode,
        @Nullable String errorTitle,
        @Nullable Instant providerTime,
        @Nullable String callbackData,
        String raw) {

    /// The three ways an event is treated.
    public enum Kind {
        MESSAGE,
        STATUS,
        OTHER
    }
}
