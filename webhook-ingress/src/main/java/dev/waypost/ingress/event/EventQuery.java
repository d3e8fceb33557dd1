package dev.waypost.ingress.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which events to list, the newest first; what is null or empty does not restrict.
///
/// @param tenantId null lists the quarantine
/// @param before id of the last event of the page before
public record EventQuery(
        @Nullable String tenantId,
        List<String> kinds,
        @Nullable String user,
        @Nullable String messageId,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable String before,
        int limit) {
    public EventQuery {
        kinds = List.copyOf(kinds);
    }
}
