package dev.waypost.lanes;

import java.util.ArrayList;
import java.util.List;

/// The looks that are under way, told of what their answers cannot know. Guarded by the lock of its [Backlog].
final class Looks {
    private final List<Look> open = new ArrayList<>();

    Look open(Leases leases) {
        var look = new Look(leases);
        open.add(look);
        return look;
    }

    void close(Look look) {
        open.remove(look);
    }

    void ended(long id) {
        open.forEach(look -> look.ended.add(id));
    }

    /// They left its rows out because these were here: what they find behind them would jump the queue.
    void forgotten(String conversation) {
        open.forEach(look -> look.forgotten.add(conversation));
    }
}
