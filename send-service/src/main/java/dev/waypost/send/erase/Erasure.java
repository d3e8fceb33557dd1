package dev.waypost.send.erase;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That a user is to be forgotten, and how far it is.
///
/// @param users the user's names, sealed; null when it is done
/// @param endTime null while something is left
record Erasure(
        String tenantId,
        String erasureId,
        String requestId,
        @Nullable String users,
        String requestedBy,
        String cause,
        boolean keepBlock,
        long erasedMessages,
        long erasedEvents,
        Instant createTime,
        @Nullable Instant endTime) {
    boolean done() {
        return endTime != null;
    }
}
