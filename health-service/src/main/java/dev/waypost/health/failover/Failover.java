package dev.waypost.health.failover;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A move as it is kept.
///
/// @param seq its place among all
/// @param tenantRevision the tenant's revision that the decision was made from; 0 before it was made
/// @param decidedBy who approved or rejected it; empty when nobody was asked
/// @param endTime null while it is open
public record Failover(
        String id,
        String tenantId,
        long seq,
        Move move,
        State state,
        Hold hold,
        long tenantRevision,
        String decidedBy,
        Instant createTime,
        @Nullable Instant endTime) {
    /// Whether a person said yes to it.
    boolean isApproved() {
        return state.isOpen() && !decidedBy.isEmpty();
    }
}
