package dev.waypost.lanes;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/// What a worker has in memory of one tenant, and whether it is its turn. Guarded by the lock of its [Backlog].
final class Tenant<T> {
    final String id;
    int rows;
    int running;
    boolean queued;
    boolean leftOut;
    boolean denied;
    long deniedUntil;

    /// Denied for so long that its rows are not kept.
    boolean away;

    final LinkedHashSet<Conversation<T>> conversations = new LinkedHashSet<>();

    /// By urgency; a conversation is in the queue that it was put into, whatever became of it meanwhile.
    private final List<ArrayDeque<Conversation<T>>> runnable = Stream.of(WorkItem.Urgency.values())
            .map(urgency -> new ArrayDeque<Conversation<T>>())
            .toList();

    Tenant(String id) {
        this.id = id;
    }

    boolean hasRunnable() {
        for (ArrayDeque<Conversation<T>> queue : runnable) {
            if (!queue.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    Conversation<T> open(String key, int lane) {
        var conversation = new Conversation<>(key, lane, this);
        conversations.add(conversation);
        return conversation;
    }

    /// A copy: each may be forgotten meanwhile.
    List<Conversation<T>> newestFirst() {
        return List.copyOf(conversations.reversed());
    }

    void enqueue(Conversation<T> conversation) {
        conversation.queuedAs = conversation.urgency();
        runnable.get(conversation.queuedAs.ordinal()).addLast(conversation);
    }

    void dequeue(Conversation<T> conversation) {
        runnable.get(conversation.queuedAs.ordinal()).removeLastOccurrence(conversation);
    }

    /// The first of the most urgent ones; there must be one.
    Conversation<T> next() {
        for (ArrayDeque<Conversation<T>> queue : runnable.reversed()) {
            Conversation<T> first = queue.pollFirst();
            if (first != null) {
                return first;
            }
        }
        throw new IllegalStateException("nothing of tenant " + id + " may run");
    }
}
