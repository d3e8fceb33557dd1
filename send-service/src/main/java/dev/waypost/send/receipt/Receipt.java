package dev.waypost.send.receipt;

import dev.waypost.send.message.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a provider said of one message, as ingress decoded it.
///
/// @param messageId our own id, when the provider echoed it
/// @param eventKey equal for two deliveries of the same receipt
/// @param traceparent the trace that it arrived in
public record Receipt(
        String tenantId,
        String endpointId,
        String providerMessageId,
        @Nullable String messageId,
        String eventKey,
        Status status,
        @Nullable Instant providerTime,
        Instant receiveTime,
        @Nullable String errorCode,
        @Nullable String errorTitle,
        @Nullable String traceparent) {}
