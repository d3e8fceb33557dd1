package dev.waypost.send.message;

import dev.waypost.providers.Content;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a caller wants sent, before anything of it is checked.
///
/// @param bodyHash digest of the request without its request id
/// @param to the recipient as the caller wrote it
/// @param stored the content in its stored form, see [ContentApi]
/// @param queues whether it waits when the tenant is over its limit, instead of being refused
/// @param validFor null takes the tenant's
record Draft(
        String tenantId,
        String requestId,
        byte[] bodyHash,
        String to,
        Content content,
        byte[] stored,
        @Nullable String replyTo,
        String labels,
        int priority,
        boolean queues,
        @Nullable String endpointWish,
        @Nullable String traceparent,
        @Nullable Instant sendAt,
        @Nullable Duration validFor) {}
