package dev.waypost.config.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One entry of the audit.
///
/// @param before as JSON; null when it was not there, or was erased with its tenant
/// @param after as JSON; null when it is no more, or was erased with its tenant
record Change(
        long id,
        @Nullable String tenantId,
        long revision,
        String action,
        String resource,
        String actor,
        String requestId,
        String traceId,
        @Nullable String before,
        @Nullable String after,
        @Nullable String cause,
        Instant time) {}
