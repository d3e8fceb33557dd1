package dev.waypost.config.hub;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.waypost.config.change.Commits;
import jakarta.inject.Singleton;

/// The way to change the hub tree and the gateways: like every change, and one after the other.
///
/// What refers to what, and which tenants see it, cannot change between being looked at and being acted on.
@Singleton
public final class HubCommits {
    private final Commits commits;
    private final HubStore store;

    HubCommits(Commits commits, HubStore store) {
        this.commits = commits;
        this.store = store;
    }

    public <A extends Message> A commit(String requestId, Message request, Parser<A> answers, Commits.Work<A> work) {
        return commits.commit(Commits.HUB, requestId, request, answers, change -> {
            store.lock(change.sql());
            return work.run(change);
        });
    }
}
