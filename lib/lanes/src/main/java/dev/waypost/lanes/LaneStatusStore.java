package dev.waypost.lanes;

import dev.waypost.platform.db.Db;
import java.time.Duration;

/// Who works a queue, as its tables say.
final class LaneStatusStore {
    private static final String STATUS = """
            WITH living AS (
              SELECT owner FROM lane_worker WHERE queue = ? AND lease_until > now() + ? * interval '1 millisecond')
            SELECT (SELECT count(*) FROM living) AS workers,
              (SELECT count(*) FROM lane l WHERE l.queue = ? AND NOT EXISTS (
                SELECT FROM living w WHERE w.owner = l.owner)) AS orphans""";

    private final Db db;

    LaneStatusStore(Db db) {
        this.db = db;
    }

    /// @param workers processes that work it
    /// @param orphans lanes that had an owner and have none that lives
    record Status(long workers, long orphans) {}

    /// @param left of the lease of a worker that counts as living; less is left of one that gave no sign for long
    Status read(String queue, Duration left) {
        return db.read(sql -> sql.one(
                        STATUS,
                        row -> new Status(row.longValue("workers"), row.longValue("orphans")),
                        queue,
                        left.toMillis(),
                        queue))
                .orElse(new Status(0, 0));
    }
}
