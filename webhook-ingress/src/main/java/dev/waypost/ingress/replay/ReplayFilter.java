package dev.waypost.ingress.replay;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which events are delivered again, to whom.
///
/// @param projectId null for every project that is mapped
/// @param kinds as stored; empty for all
/// @param until null for now
/// @param undeliveredOnly only to who did not get them
record ReplayFilter(
        String tenantId,
        @Nullable String projectId,
        Instant from,
        @Nullable Instant until,
        List<String> kinds,
        boolean undeliveredOnly) {
    ReplayFilter {
        kinds = List.copyOf(kinds);
    }
}
