package dev.waypost.config.transfer;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What became of one line, row, tenant or step.
///
/// @param tenantId empty when it could not be read, or is about none
/// @param reason why it failed; null when it did not
/// @param detail for people, without secrets
record Item(
        long position,
        String tenantId,
        ItemOutcome outcome,
        @Nullable Reason reason,
        String detail) {
    private static final int LONGEST_DETAIL = 1000;

    Item {
        detail = detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) + "…" : detail;
    }

    static Item done(long position, String tenantId, String detail) {
        return new Item(position, tenantId, ItemOutcome.DONE, null, detail);
    }

    static Item skipped(long position, String tenantId, String detail) {
        return new Item(position, tenantId, ItemOutcome.SKIPPED, null, detail);
    }

    static Item conflict(long position, String tenantId, Reason reason, String detail) {
        return new Item(position, tenantId, ItemOutcome.CONFLICT, reason, detail);
    }

    static Item failed(long position, String tenantId, Fault fault) {
        return new Item(position, tenantId, ItemOutcome.FAILED, fault.reason(), said(fault));
    }

    /// Everything that a caller of a single change would have been told.
    static String said(Fault fault) {
        var text = new StringBuilder(fault.text());
        if (!fault.metadata().isEmpty()) {
            text.append(' ')
                    .append(fault.metadata().entrySet().stream()
                            .map(e -> e.getKey() + "=" + e.getValue())
                            .sorted()
                            .collect(Collectors.joining(" ")));
        }
        fault.violations()
                .forEach(v -> text.append("; ").append(v.field()).append(": ").append(v.description()));
        return text.toString();
    }
}
