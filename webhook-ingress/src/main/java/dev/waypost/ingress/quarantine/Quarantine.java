package dev.waypost.ingress.quarantine;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.providers.InboundEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// Keeps verified events that belong to nobody; many webhooks in one transaction.
@Singleton
public class Quarantine {
    private static final int MOST_AT_ONCE = 64;

    private final GroupCommit<Stray, Integer> commits;

    Quarantine(QuarantineStore store) {
        this.commits = new GroupCommit<>("quarantine", MOST_AT_ONCE, Duration.ofMillis(2), store::keep);
    }

    /// Returns after the commit, with how many of the events were not there before.
    public int keep(Source source, Body body, List<InboundEvent> events) {
        return commits.submit(new Stray(source, body, events));
    }

    @PreDestroy
    void close() {
        commits.close();
    }
}
