package dev.waypost.simulator.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One message that a provider face accepted.
///
/// @param id the provider's message id
/// @param contentSha256 digest of the request in canonical JSON, without the correlation id: equal content, equal
/// digest
/// @param correlationId what the sender attached to find its message again (`biz_opaque_callback_data`)
public record LedgerEntry(
        String provider,
        String phoneNumberId,
        String id,
        String to,
        String type,
        String contentSha256,
        Instant time,
        @Nullable String correlationId) {}
