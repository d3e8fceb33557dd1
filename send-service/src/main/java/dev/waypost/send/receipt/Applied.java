package dev.waypost.send.receipt;

import dev.waypost.send.message.MessageState;
import org.jspecify.annotations.Nullable;

/// What became of a receipt.
public sealed interface Applied {
    Receipt receipt();

    /// It belongs to this message and is now part of its history.
    record Matched(
            Receipt receipt,
            String messageId,
            MessageState before,
            MessageState after,
            boolean isNew,
            @Nullable String traceparent)
            implements Applied {
        boolean moved() {
            return isNew && before != after;
        }
    }

    /// No message of the tenant is known by its ids; it is kept until one is.
    record Unmatched(Receipt receipt) implements Applied {}
}
