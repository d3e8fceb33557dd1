package dev.waypost.lanes;

import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The rows of one conversation that a worker has in memory. Guarded by the lock of its [Backlog].
final class Conversation<T> {
    final String key;
    final int lane;
    final Tenant<T> tenant;
    final TreeMap<Long, WorkItem<T>> rows = new TreeMap<>();
    long restUntil;
    boolean resting;
    boolean queued;
    WorkItem.Urgency queuedAs = WorkItem.Urgency.NORMAL;

    @Nullable
    WorkItem<T> running;

    Conversation(String key, int lane, Tenant<T> tenant) {
        this.key = key;
        this.lane = lane;
        this.tenant = tenant;
    }

    /// Whether a row may go to what is known of its conversation: what is there under another lane goes first.
    static <T> boolean fits(@Nullable Conversation<T> known, WorkItem<T> row) {
        return known == null || known.lane == row.lane();
    }

    /// All that is here of it, what is under way included.
    void addTo(Set<Long> ids) {
        ids.addAll(rows.keySet());
        if (running != null) {
            ids.add(running.id());
        }
    }

    /// That of its most urgent row: what stands before that one must go first.
    WorkItem.Urgency urgency() {
        WorkItem.Urgency most = WorkItem.Urgency.LOW;
        for (WorkItem<T> row : rows.values()) {
            if (row.urgency().compareTo(most) > 0) {
                most = row.urgency();
            }
        }
        return most;
    }
}
