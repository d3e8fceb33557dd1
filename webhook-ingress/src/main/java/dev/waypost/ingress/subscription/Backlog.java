package dev.waypost.ingress.subscription;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a stream knows of the deliveries of its project: one of each conversation is under way or waits for its next
/// try, the others wait behind it. Not thread-safe.
final class Backlog {
    private static final class Line {
        private final ArrayDeque<Waiting> rows = new ArrayDeque<>();
        private boolean underWay;
        private long notBefore = Long.MIN_VALUE;
    }

    private final Map<String, Line> lines = new HashMap<>();
    private final Map<Long, String> known = new HashMap<>();
    private final Map<String, Waiting> underWay = new HashMap<>();

    Set<Long> known() {
        return known.keySet();
    }

    int underWay() {
        return underWay.size();
    }

    /// Takes rows in that were read in order.
    void add(Collection<Waiting> read) {
        for (Waiting row : read) {
            if (known.putIfAbsent(row.id(), row.conversation()) == null) {
                lines.computeIfAbsent(row.conversation(), key -> new Line())
                        .rows
                        .addLast(row);
            }
        }
    }

    /// The heads that may go now, the oldest first; they are under way from now on.
    List<Waiting> next(int most, long now) {
        List<Waiting> heads = new ArrayList<>();
        for (Line line : lines.values()) {
            @Nullable Waiting head = line.rows.peekFirst();
            if (head != null && !line.underWay && (line.notBefore == Long.MIN_VALUE || line.notBefore - now <= 0)) {
                heads.add(head);
            }
        }
        heads.sort((one, other) -> Long.compare(one.id(), other.id()));
        List<Waiting> next = heads.subList(0, Math.min(most, heads.size()));
        for (Waiting head : next) {
            line(head).underWay = true;
            underWay.put(head.delivery().deliveryId(), head);
        }
        return List.copyOf(next);
    }

    private Line line(Waiting row) {
        return lines.computeIfAbsent(row.conversation(), key -> new Line());
    }

    /// What was said of a delivery that is under way; empty for every other one.
    Optional<Waiting> said(String deliveryId) {
        return Optional.ofNullable(underWay.remove(deliveryId));
    }

    /// It is settled: its conversation goes on.
    void gone(Waiting row) {
        Line line = line(row);
        line.underWay = false;
        line.notBefore = Long.MIN_VALUE;
        line.rows.remove(row);
        known.remove(row.id());
        if (line.rows.isEmpty()) {
            lines.remove(row.conversation());
        }
    }

    /// It is tried again; its conversation waits for it.
    void again(Waiting row, long notBefore) {
        Line line = line(row);
        line.underWay = false;
        line.notBefore = notBefore;
        line.rows.pollFirst();
        line.rows.addFirst(new Waiting(row.id(), row.conversation(), row.attempts() + 1, row.delivery()));
    }

    /// It is tried again, and its conversation does not wait for it.
    void aside(Waiting row, long notBefore) {
        gone(row);
        var alone = new Waiting(
                row.id(), row.conversation() + '|' + row.delivery().deliveryId(), row.attempts() + 1, row.delivery());
        known.put(row.id(), alone.conversation());
        Line line = line(alone);
        line.rows.addLast(alone);
        line.notBefore = notBefore;
    }
}
