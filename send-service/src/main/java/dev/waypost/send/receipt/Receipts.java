package dev.waypost.send.receipt;

import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.send.message.Status;
import jakarta.inject.Singleton;
import java.util.List;

/// Records what providers say of messages.
@Singleton
class Receipts {
    private final ReceiptStore store;
    private final Traces traces;

    Receipts(ReceiptStore store, Traces traces) {
        this.store = store;
        this.traces = traces;
    }

    /// Safe to repeat: a receipt that was recorded before changes nothing.
    List<Applied> record(List<Receipt> receipts) {
        List<Applied> applied = store.apply(receipts);
        applied.forEach(this::tell);
        return applied;
    }

    /// Lays receipts that came too early upon the messages that are known by now.
    void join() {
        store.join().forEach(this::tell);
    }

    private void tell(Applied applied) {
        Receipt receipt = applied.receipt();
        String stored = applied instanceof Applied.Matched matched ? matched.traceparent() : null;
        traces.span("receipt.apply")
                .parent(receipt.traceparent() != null ? receipt.traceparent() : stored)
                .set("waypost.tenant_id", receipt.tenantId())
                .set("waypost.status", receipt.status().name())
                .run(span -> {
                    WideEvent event = event(applied)
                            .with("tenant_id", receipt.tenantId())
                            .with("endpoint_id", receipt.endpointId())
                            .with("status", receipt.status().name())
                            .with("provider_code", receipt.errorCode());
                    switch (applied) {
                        case Applied.Matched matched -> {
                            span.setAttribute("waypost.message_id", matched.messageId());
                            event.with("message_id", matched.messageId())
                                    .with("outcome", matched.moved() ? "moved" : "kept")
                                    .with("state", matched.after().name());
                        }
                        case Applied.Unmatched _ -> event.with("outcome", "unmatched");
                    }
                    event.emit();
                });
    }

    /// A receipt that found its message is what happens; one that found none, or tells of a failure, is looked for.
    private static WideEvent event(Applied applied) {
        return applied instanceof Applied.Matched matched && matched.receipt().status() != Status.FAILED
                ? WideEvent.routine("receipt.applied")
                : WideEvent.of("receipt.applied");
    }
}
