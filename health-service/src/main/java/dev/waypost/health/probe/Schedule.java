package dev.waypost.health.probe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

/// When which group of endpoints is to be looked at, by the monotonic clock: no clock that jumps makes
/// anything due.
///
/// A group that is taken is out of the schedule until it is given back, so nothing is looked at twice at once.
final class Schedule {
    /// @param members everything that is known of the group now
    record Due(String group, int lane, List<Target> members) {}

    private static final long NOT_HURRIED = Long.MAX_VALUE;

    private static final class Group {
        private final int lane;
        private final Map<String, Target> members = new HashMap<>();
        private long dueAt;
        private boolean taken;
        /// When it should come up again because of what was heard while it was out; none when nothing was.
        private long hurriedTo = NOT_HURRIED;
        /// Which of its entries in the queue is the true one.
        private long turn;

        private Group(int lane) {
            this.lane = lane;
        }
    }

    private record Entry(long dueAt, String group, long turn) {}

    private final Map<String, Group> groups = new HashMap<>();
    private final Map<String, String> groupOf = new HashMap<>();
    private PriorityQueue<Entry> queue = new PriorityQueue<>(Comparator.comparingLong(Entry::dueAt));
    private long turns;

    /// Takes a target in, or what is new of one. What is due sooner than its group makes the group due.
    synchronized void put(Target target, long dueAt) {
        String before = groupOf.put(target.key(), target.group());
        if (before != null && !before.equals(target.group())) {
            leave(before, target.key());
        }
        Group group = groups.get(target.group());
        if (group == null) {
            group = new Group(target.lane());
            group.dueAt = dueAt;
            groups.put(target.group(), group);
            group.members.put(target.key(), target);
            enqueue(target.group(), group);
            return;
        }
        group.members.put(target.key(), target);
        if (group.taken) {
            group.hurriedTo = Math.min(group.hurriedTo, dueAt);
        } else if (dueAt - group.dueAt < 0) {
            group.dueAt = dueAt;
            enqueue(target.group(), group);
        }
    }

    synchronized List<Due> takeDue(long now, int most) {
        List<Due> due = new ArrayList<>();
        while (due.size() < most && !queue.isEmpty() && queue.peek().dueAt() - now <= 0) {
            Entry entry = queue.poll();
            Group group = groups.get(entry.group());
            if (group == null || group.taken || group.turn != entry.turn()) {
                continue;
            }
            group.taken = true;
            due.add(new Due(entry.group(), group.lane, List.copyOf(group.members.values())));
        }
        return due;
    }

    /// Gives a taken group back.
    ///
    /// @param known what is known of its members after the look; those that it does not name stay as they are
    /// @param gone keys of those that are not to be looked at any more
    synchronized void giveBack(String name, Collection<Target> known, Collection<String> gone, long dueAt) {
        Group group = groups.get(name);
        if (group == null) {
            return;
        }
        for (Target target : known) {
            // One that changed its group meanwhile is elsewhere.
            group.members.computeIfPresent(
                    target.key(), (key, held) -> held.version() > target.version() ? held : target);
        }
        gone.forEach(key -> {
            group.members.remove(key);
            groupOf.remove(key, name);
        });
        if (group.members.isEmpty()) {
            groups.remove(name);
            return;
        }
        // What came up while it was out is looked at next.
        group.dueAt = Math.min(dueAt, group.hurriedTo);
        group.taken = false;
        group.hurriedTo = NOT_HURRIED;
        enqueue(name, group);
    }

    /// Drops everything of lanes that are not held.
    synchronized void keep(IntPredicate lanes) {
        groups.entrySet().removeIf(entry -> {
            boolean lost = !lanes.test(entry.getValue().lane);
            if (lost) {
                entry.getValue().members.keySet().forEach(key -> groupOf.remove(key, entry.getKey()));
            }
            return lost;
        });
        var rest = new PriorityQueue<>(Comparator.comparingLong(Entry::dueAt));
        queue.stream().filter(entry -> groups.containsKey(entry.group())).forEach(rest::add);
        queue = rest;
    }

    synchronized int size() {
        return groupOf.size();
    }

    /// How long the group that has waited longest has been due; 0 when none is.
    synchronized long lateNanos(long now) {
        while (!queue.isEmpty()) {
            Entry first = queue.peek();
            Group group = groups.get(first.group());
            if (group != null && !group.taken && group.turn == first.turn()) {
                return Math.max(0, now - first.dueAt());
            }
            queue.poll();
        }
        return 0;
    }

    private void leave(String name, String key) {
        Group group = groups.get(name);
        if (group != null) {
            group.members.remove(key);
            if (group.members.isEmpty() && !group.taken) {
                groups.remove(name);
            }
        }
    }

    private void enqueue(String name, Group group) {
        group.turn = ++turns;
        queue.add(new Entry(group.dueAt, name, group.turn));
    }
}
