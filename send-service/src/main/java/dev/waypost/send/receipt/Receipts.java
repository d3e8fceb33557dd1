package dev.waypost.send.receipt;

import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.platform.tally.Tally;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.send.message.MessageState;
import dev.waypost.send.message.Status;
import jakarta.inject.Singleton;
import java.util.List;

/// Records what providers say of messages.
@Singleton
class Receipts {
    private final ReceiptStore store;
    private final Traces traces;
    private final Tallies tallies;

    Receipts(ReceiptStore store, Traces traces, Tallies tallies) {
        this.store = store;
        this.traces = traces;
        this.tallies = tallies;
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
        if (applied instanceof Applied.Matched matched && matched.moved()) {
            count(tallies.of(receipt.tenantId(), receipt.endpointId()), matched);
        }
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

    /// A message is counted once at each place that it reaches, however the receipts come.
    private static void count(Tally tally, Applied.Matched matched) {
        boolean seen = isSeen(matched.after()) && !isSeen(matched.before());
        if (seen) {
            tally.add(Count.READ);
        }
        if (matched.after() == MessageState.DELIVERED || seen && matched.before() != MessageState.DELIVERED) {
            tally.add(Count.DELIVERED);
        }
        if (matched.after() == MessageState.FAILED) {
            tally.add(Count.FAILED);
            tally.add(Count.ERROR_PROVIDER);
        }
    }

    private static boolean isSeen(MessageState state) {
        return state == MessageState.READ || state == MessageState.PLAYED;
    }

    /// A receipt that found its message is what happens; one that found none, or tells of a failure, is looked for.
    private static WideEvent event(Applied applied) {
        return applied instanceof Applied.Matched matched && matched.receipt().status() != Status.FAILED
                ? WideEvent.routine("receipt.applied")
                : WideEvent.of("receipt.applied");
    }
}
