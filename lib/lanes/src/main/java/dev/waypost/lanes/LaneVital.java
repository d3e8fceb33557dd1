package dev.waypost.lanes;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.status.Vital;
import java.util.Map;

/// Whether somebody works a queue. Lanes change hands within seconds: those without an owner for longer are trouble.
public final class LaneVital implements Vital {
    /// Signs of life that may be missed. A lease lasts longer, so that no lane is taken from a worker that is
    /// only slow; people are told before it ends.
    private static final int MOST_MISSED = 3;

    private static final LeaseSettings LEASE = LeaseSettings.defaults();

    private final String queue;
    private final LaneStatusStore store;

    public LaneVital(String queue, Db db) {
        this.queue = queue;
        this.store = new LaneStatusStore(db);
    }

    @Override
    public String name() {
        return "lanes";
    }

    @Override
    public Reading read() {
        LaneStatusStore.Status status =
                store.read(queue, LEASE.lease().minus(LEASE.renew().multipliedBy(MOST_MISSED)));
        Map<String, Double> figures =
                Map.of("workers", (double) status.workers(), "orphans", (double) status.orphans());
        if (status.workers() == 0) {
            return Reading.degraded("no process works the queue " + queue, figures);
        }
        return status.orphans() == 0
                ? Reading.well(figures)
                : Reading.degraded(status.orphans() + " lanes of " + queue + " have no owner", figures);
    }
}
