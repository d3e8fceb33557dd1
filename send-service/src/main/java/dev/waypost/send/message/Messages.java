package dev.waypost.send.message;

import dev.waypost.lanes.GroupCommit;
import dev.waypost.lanes.Offer;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.log.Masked;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.platform.tally.Tally;
import dev.waypost.platform.tally.Timing;
import dev.waypost.send.pace.Pace;
import dev.waypost.send.pace.Turn;
import dev.waypost.send.tenant.Tenants;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// Accepts messages: checked, written, and handed to the lanes.
@Singleton
public class Messages {
    private final Tenants tenants;
    private final AcceptRules rules;
    private final MessageStore store;
    private final AcceptStore known;
    private final Texts texts;
    private final Pace pace;
    private final Tallies tallies;
    private final Provider<AcceptedListener> listener;
    private final GroupCommit<NewMessage, Acceptance> commits;

    /// @param listener looked up late: whoever dispatches reads messages as well
    Messages(
            Tenants tenants,
            AcceptRules rules,
            MessageStore store,
            AcceptStore acceptStore,
            Texts texts,
            Pace pace,
            Tallies tallies,
            AcceptSettings settings,
            Provider<AcceptedListener> listener) {
        this.tenants = tenants;
        this.rules = rules;
        this.store = store;
        this.known = acceptStore;
        this.texts = texts;
        this.pace = pace;
        this.tallies = tallies;
        this.listener = listener;
        this.commits = new GroupCommit<>("accept", settings.batchSize(), settings.linger(), this::write);
    }

    /// The answer to a send.
    record Accepted(StoredMessage message, boolean repeated) {}

    /// A message that is being accepted.
    interface Accepting {
        /// Returns when the message is durable; the same request id and body get the row of the first one, whatever the
        /// rules say by now.
        ///
        /// @throws Fault when it is refused
        Accepted await();
    }

    Accepted accept(Draft draft) {
        return begin(draft).await();
    }

    /// Messages that one thread begins keep their order.
    Accepting begin(Draft draft) {
        long begun = System.nanoTime();
        CompletableFuture<Acceptance> started;
        try {
            started = commits.start(rules.check(draft, tenants.get(draft.tenantId())));
        } catch (Fault refused) {
            return () -> repeated(draft, refused);
        }
        return () -> settled(draft, GroupCommit.awaited(started), begun);
    }

    /// One call for the turns of all, then one transaction.
    private List<Acceptance> write(List<NewMessage> batch) {
        List<Turn> turns = pace.take(batch.stream().map(NewMessage::limit).toList());
        List<NewMessage> paced = new ArrayList<>(batch.size());
        for (int at = 0; at < batch.size(); at++) {
            NewMessage message = batch.get(at);
            paced.add(message.turn().equals(turns.get(at)) ? message : message.withTurn(turns.get(at)));
        }
        return known.accept(paced);
    }

    private Accepted settled(Draft draft, Acceptance acceptance, long begun) {
        return switch (acceptance) {
            case Acceptance.Stored stored -> {
                offer(stored);
                Tally tally = tallies.of(draft.tenantId(), "");
                tally.add(Count.ACCEPTED);
                tally.took(Timing.ACCEPT, System.nanoTime() - begun);
                WideEvent.routine("message.accepted")
                        .with("tenant_id", draft.tenantId())
                        .with("message_id", stored.message().messageId())
                        .with("to", Masked.phone(stored.message().recipient()))
                        .with("duration_ms", Duration.ofNanos(System.nanoTime() - begun))
                        .emit();
                yield new Accepted(texts.opened(stored.row()), false);
            }
            case Acceptance.Known known -> known(draft, known.row());
            case Acceptance.Refused refused -> throw fault(refused);
        };
    }

    private Accepted repeated(Draft draft, Fault refused) {
        return known.known(draft.tenantId(), draft.requestId())
                .map(row -> known(draft, row))
                .orElseThrow(() -> refused);
    }

    private Accepted known(Draft draft, StoredMessage stored) {
        StoredMessage row = texts.opened(stored);
        if (!Arrays.equals(row.bodyHash(), draft.bodyHash())) {
            throw Fault.of(Reason.REQUEST_ID_REUSED).with("request_id", draft.requestId());
        }
        return new Accepted(store.find(row.messageId()).orElse(row), true);
    }

    private static Fault fault(Acceptance.Refused refused) {
        Fault fault = Fault.of(refused.reason());
        return refused.retryAfter().isZero() ? fault : fault.retryAfter(refused.retryAfter());
    }

    /// A message, when the caller may see its tenant; foreign and missing ones look alike.
    Optional<StoredMessage> find(String tenantId, String messageId, Predicate<String> maySee) {
        return store.find(messageId)
                .filter(message -> tenantId.isEmpty() || message.tenantId().equals(tenantId))
                .filter(message -> maySee.test(message.tenantId()));
    }

    private void offer(Acceptance.Stored stored) {
        NewMessage message = stored.message();
        if (message.sendAt() != null
                || message.pause().isPositive()
                || stored.row().state() != MessageState.QUEUED) {
            return;
        }
        var queued = new QueuedMessage(
                message.tenantId(),
                message.messageId(),
                message.recipient(),
                message.content(),
                message.replyTo(),
                message.endpointWish(),
                message.traceparent(),
                false,
                false);
        var item = new WorkItem<>(
                stored.row().id(),
                stored.lane(),
                message.conversation(),
                message.tenantId(),
                0,
                queued,
                MessagePriority.urgency(message.priority()));
        listener.get().accepted(List.of(new Offer<>(item, stored.behind())));
    }

    @PreDestroy
    void close() {
        commits.close();
    }
}
