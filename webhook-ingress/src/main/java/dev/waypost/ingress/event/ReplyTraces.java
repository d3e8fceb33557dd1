package dev.waypost.ingress.event;

import dev.waypost.ingress.away.StoreTime;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.platform.fault.Fault;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/// Finds the trace of the message that a user answered; the questions of many webhooks make one query.
@Singleton
public class ReplyTraces {
    /// @param messageId provider's id of the message answered
    record Reply(String tenantId, String messageId) {}

    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final GroupCommit<Reply, Optional<String>> lookups;
    private volatile long awayUntil = System.nanoTime();

    ReplyTraces(EventStore store, StoreTime time) {
        this.lookups = new GroupCommit<>(
                "reply-traces", 256, Duration.ofMillis(1), replies -> time.of(() -> store.tracesOf(replies)));
    }

    /// The `traceparent` to continue, if a status of that message was seen. A message is worth more than its trace:
    /// while the store is away there is none.
    public Optional<String> of(String tenantId, String messageId) {
        if (System.nanoTime() - awayUntil < 0) {
            return Optional.empty();
        }
        try {
            return lookups.submit(new Reply(tenantId, messageId));
        } catch (Fault away) {
            awayUntil = System.nanoTime() + PAUSE_NANOS;
            return Optional.empty();
        }
    }

    @PreDestroy
    void close() {
        lookups.close();
    }
}
