package dev.waypost.lanes;

import java.util.List;
import java.util.OptionalLong;

/// The conversations that rest because a handler of theirs broke. Guarded by the lock of their [Backlog].
final class Rests<T> {
    private final Alarms<Conversation<T>> resting = new Alarms<>(conversation -> conversation.restUntil);

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
        return resting.next();
    }

    /// Those whose time has come; they rest no more.
    List<Conversation<T>> ended(long now) {
        List<Conversation<T>> ended = resting.due(now);
        ended.forEach(conversation -> conversation.resting = false);
        return ended;
    }
}
