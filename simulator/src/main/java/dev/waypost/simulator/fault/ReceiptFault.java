package dev.waypost.simulator.fault;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the status webhooks of a matching send go wrong.
///
/// @param failCode the message is accepted, then reported `failed` with this provider error code
public record ReceiptFault(
        boolean duplicate,
        boolean reorder,
        Set<ReceiptName> drop,
        @Nullable Integer delayMs,
        @Nullable Integer failCode) {
    static final ReceiptFault NONE = new ReceiptFault(false, false, Set.of(), null, null);
}
