package dev.waypost.config.audit;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which changes are asked for; what is empty or null asks for all.
///
/// @param visible the caller's tenants
record ChangeFilter(
        String tenantId,
        Set<String> visible,
        String actor,
        String actionPrefix,
        String resource,
        String requestId,
        @Nullable Instant from,
        @Nullable Instant until) {}
