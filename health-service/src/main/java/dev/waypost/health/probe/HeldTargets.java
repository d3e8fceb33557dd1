package dev.waypost.health.probe;

import dev.waypost.lanes.LaneLeases;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// The endpoints of the lanes that this process holds, as the store has them: all of a lane when it is
/// gained, and what the configuration changed since.
final class HeldTargets {
    private static final int PAGE = 5000;
    /// Lanes that are read with one query.
    private static final int LANES = 64;

    private final ProbeStore store;
    private final LaneLeases leases;
    private final Schedule schedule = new Schedule();
    private Map<Integer, Long> loaded = Map.of();
    private long newsFrom;

    HeldTargets(ProbeStore store, LaneLeases leases) {
        this.store = store;
        this.leases = leases;
    }

    Schedule schedule() {
        return schedule;
    }

    /// Brings the schedule up to what is held and what is known.
    synchronized void refresh() {
        Map<Integer, Long> now = leases.held();
        // Before anything is read: what is committed later is news.
        long until = store.newsUntil();
        if (!now.equals(loaded)) {
            change(now);
        }
        if (newsFrom == 0) {
            newsFrom = until;
        }
        if (newsFrom < until && !loaded.isEmpty()) {
            news(until);
        }
        newsFrom = until;
    }

    /// A lane that somebody else held in between is read anew, though it is ours again.
    private void change(Map<Integer, Long> now) {
        Map<Integer, Long> kept = new HashMap<>();
        loaded.forEach((lane, epoch) -> {
            if (epoch.equals(now.get(lane))) {
                kept.put(lane, epoch);
            }
        });
        schedule.keep(kept::containsKey);
        List<Integer> gained =
                now.keySet().stream().filter(lane -> !kept.containsKey(lane)).toList();
        for (int from = 0; from < gained.size(); from += LANES) {
            long nanos = System.nanoTime();
            store.load(gained.subList(from, Math.min(gained.size(), from + LANES)))
                    .forEach(target -> schedule.put(target, nanos + untilDue(target)));
        }
        loaded = Map.copyOf(now);
    }

    /// What the configuration changed is due at once: what is known of it belongs to an older configuration.
    private void news(long until) {
        String tenant = "";
        String endpoint = "";
        List<Target> page;
        do {
            page = store.news(newsFrom, until, PAGE, tenant, endpoint);
            long nanos = System.nanoTime();
            page.stream()
                    .filter(target -> loaded.containsKey(target.lane()))
                    .forEach(target -> schedule.put(target, nanos));
            if (!page.isEmpty()) {
                tenant = page.getLast().tenantId();
                endpoint = page.getLast().endpointId();
            }
        } while (page.size() == PAGE);
    }

    /// What was never looked at is due at once; the rest when its interval is over. What is overdue, because
    /// nobody was there, is spread over a second at most, so that it comes in no order of ours.
    private static long untilDue(Target target) {
        Duration age = target.sinceLook();
        if (age == null) {
            return 0;
        }
        long left = target.interval().minus(age).toNanos();
        return left > 0 ? left : ThreadLocalRandom.current().nextLong(1 + Math.min(1_000_000_000L, -left));
    }
}
