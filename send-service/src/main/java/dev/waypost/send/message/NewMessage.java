package dev.waypost.send.message;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A checked message that is about to become a row.
///
/// @param bodyHash digest of the request without its request id: tells a repetition from a reuse
/// @param content the content in its stored form, see [ContentApi]
/// @param labels the caller's own pairs, as JSON
public record NewMessage(
        String tenantId,
        String messageId,
        String requestId,
        byte[] bodyHash,
        String recipient,
        byte[] content,
        @Nullable String replyTo,
        String labels,
        int priority,
        @Nullable String endpointWish,
        @Nullable String traceparent,
        @Nullable Instant sendAt,
        Duration validFor) {

    /// The unit of order; the tenant is part of it, so that two tenants never share one.
    String conversation() {
        return tenantId + "/" + recipient;
    }
}
