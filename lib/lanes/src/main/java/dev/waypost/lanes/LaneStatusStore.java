package dev.waypost.lanes;

import dev.waypost.platform.db.Db;

/// Who works a queue, as its tables say.
final class LaneStatusStore {
    private static final String STATUS = """
            SELECT (SELECT count(*) FROM lane_worker WHERE queue = ? AND lease_until > now()) AS workers,
              (SELECT count(*) FROM lane l WHERE l.queue = ? AND NOT EXISTS (
                SELECT FROM lane_worker w WHERE w.queue = l.queue AND w.owner = l.owner AND w.lease_until > now())) AS orphans""";

    private final Db db;

    LaneStatusStore(Db db) {
        this.db = db;
    }

    /// @param workers processes that work it
    /// @param orphans lanes that had an owner and have none that lives
    record Status(long workers, long orphans) {}

    Status read(String queue) {
        return db.read(sql -> sql.one(
                        STATUS, row -> new Status(row.longValue("workers"), row.longValue("orphans")), queue, queue))
                .orElse(new Status(0, 0));
    }
}
