package dev.waypost.config.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.document.Documents;
import java.time.Instant;
import java.util.Map;
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
        @Nullable Instant ended) {
    private static final TypeReference<Map<String, Object>> ANY_SPEC = new TypeReference<>() {};

    /// Whether it only tells what would happen; every kind that can be tried names it the same.
    boolean isDryRun() {
        return Boolean.TRUE.equals(Documents.read(spec, ANY_SPEC).get("dryRun"));
    }

    /// What the audit shows of it.
    Map<String, Object> audited() {
        return Map.of(
                "kind", kind.word(),
                "state", state,
                "cancelAsked", cancelAsked,
                "doneItems", doneItems,
                "failedItems", failedItems,
                "totalItems", totalItems);
    }
}
