package dev.waypost.config.transfer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An operation as stored.
///
/// @param spec what was asked for, as JSON, without secrets
/// @param sealed the one secret that it needs while it lives
/// @param cursor how far it is, as JSON; only the operation's own kind reads it
record Transfer(
        String operationId,
        TransferKind kind,
        @Nullable String tenantId,
        TransferState state,
        String spec,
        @Nullable String sealed,
        String cursor,
        long doneItems,
        long failedItems,
        long totalItems,
        @Nullable String failureReason,
        @Nullable String failureDetail,
        String startedBy,
        @Nullable String traceparent,
        boolean cancelAsked,
        long epoch,
        Instant created,
        Instant updated,
        @Nullable Instant ended) {}
