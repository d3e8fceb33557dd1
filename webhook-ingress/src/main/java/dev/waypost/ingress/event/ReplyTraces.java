package dev.waypost.ingress.event;

import dev.waypost.lanes.GroupCommit;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/// Finds the trace of the message that a user answered; the questions of many webhooks make one query.
@Singleton
public class ReplyTraces {
    /// @param messageId provider's id of the message answered
    record Reply(String tenantId, String messageId) {}

    private final GroupCommit<Reply, Optional<String>> lookups;

    ReplyTraces(EventStore store) {
        this.lookups = new GroupCommit<>("reply-traces", 256, Duration.ofMillis(1), store::tracesOf);
    }

    /// The `traceparent` to continue, if a status of that message was seen.
    public Optional<String> of(String tenantId, String messageId) {
        return lookups.submit(new Reply(tenantId, messageId));
    }

    @PreDestroy
    void close() {
        lookups.close();
    }
}
