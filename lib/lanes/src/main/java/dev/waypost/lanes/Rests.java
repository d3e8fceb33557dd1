package dev.waypost.lanes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/// The conversations that rest because a handler of theirs broke. Guarded by the lock of their [Backlog].
final class Rests<T> {
    private final PriorityQueue<Conversation<T>> resting =
            new PriorityQueue<>(Comparator.comparingLong((Conversation<T> c) -> c.restUntil));

    void add(Conversation<T> conversation, long until) {
        conversation.restUntil = until;
        conversation.resting = true;
        resting.add(conversation);
    }

    void remove(Conversation<T> conversation) {
        if (conversation.resting) {
            conversation.resting = false;
            resting.remove(conversation);
        }
    }

    OptionalLong nextEnd() {
        return resting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(resting.element().restUntil);
    }

    /// Those whose time has come; they rest no more.
    List<Conversation<T>> ended(long now) {
        var ended = new ArrayList<Conversation<T>>();
        while (!resting.isEmpty() && resting.element().restUntil - now <= 0) {
            Conversation<T> conversation = resting.remove();
            conversation.resting = false;
            ended.add(conversation);
        }
        return ended;
    }
}
