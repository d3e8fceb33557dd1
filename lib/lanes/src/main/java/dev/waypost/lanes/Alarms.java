package dev.waypost.lanes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/// Who waits for a time of its own, by [System#nanoTime]. Guarded by the lock of their [Backlog].
final class Alarms<E> {
    private final ToLongFunction<E> time;
    private final PriorityQueue<E> waiting;

    /// @param time must not change while one waits
    Alarms(ToLongFunction<E> time) {
        this.time = time;
        this.waiting = new PriorityQueue<>(Comparator.comparingLong(time));
    }

    void add(E one) {
        waiting.add(one);
    }

    void remove(E one) {
        waiting.remove(one);
    }

    OptionalLong next() {
        return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(time.applyAsLong(waiting.element()));
    }

    /// Those whose time has come; they wait no more.
    List<E> due(long now) {
        var due = new ArrayList<E>();
        while (!waiting.isEmpty() && time.applyAsLong(waiting.element()) - now <= 0) {
            due.add(waiting.remove());
        }
        return due;
    }
}
