package dev.waypost.ingress.replay;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A replay, as it stands in the store.
///
/// @param position the last event that was looked at
/// @param openBodies bodies that may have events behind `position`, each with a project that has its delivery already
/// @param begun whether the quarantine was looked through
/// @param failure why it was given up: name of a reason
/// @param epoch of the last process that took it
record Replay(
        String operationId,
        ReplayFilter filter,
        ReplayState state,
        String position,
        Set<String> openBodies,
        boolean begun,
        long doneItems,
        long totalItems,
        @Nullable String failure,
        String startedBy,
        long epoch,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt) {
    Replay {
        openBodies = Set.copyOf(openBodies);
    }
}
