package dev.waypost.lanes;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The tables `lane` and `lane_worker`, seen by one owner. All times are PostgreSQL's.
final class LeaseStore {
    private record Held(int lane, long epoch) {}

    private final Db db;
    private final String queue;
    private final String owner;

    LeaseStore(Db db, String queue, String owner) {
        this.db = db;
        this.queue = queue;
        this.owner = owner;
    }

    /// Makes the queue's lanes where they are missing.
    void prepare() {
        db.run(sql -> sql.update("""
                INSERT INTO lane (queue, lane) SELECT ?, n FROM generate_series(0, ? - 1) AS n
                WHERE NOT EXISTS (SELECT 1 FROM lane l WHERE l.queue = ? AND l.lane = n) ORDER BY n ON CONFLICT DO NOTHING""", queue, LaneKey.LANES, queue));
    }

    /// Extends the lease on everything owned and says how many live workers there are, this one included.
    int renew(Duration lease) {
        return db.tx(sql -> {
            sql.update("""
                    INSERT INTO lane_worker (queue, owner, lease_until) VALUES (?, ?, now() + ? * interval '1 millisecond')
                    ON CONFLICT (queue, owner) DO UPDATE SET lease_until = excluded.lease_until""", queue, owner, lease.toMillis());
            return sql.one(
                            "SELECT count(*) AS live FROM lane_worker WHERE queue = ? AND lease_until > now()",
                            row -> row.intValue("live"),
                            queue)
                    .orElseThrow();
        });
    }

    Map<Integer, Long> owned() {
        return db.read(sql -> epochs(sql.list(
                "SELECT lane, epoch FROM lane WHERE queue = ? AND owner = ?",
                row -> new Held(row.intValue("lane"), row.longValue("epoch")),
                queue,
                owner)));
    }

    /// @param stolen lanes whose holder's lease had run out
    record Gained(Map<Integer, Long> epochs, int stolen) {}

    /// Takes up to so many lanes that nobody holds or whose holder's lease ran out.
    Gained acquire(int limit) {
        return db.tx(sql -> {
            // FOR UPDATE waits for nobody, and skips a lane whose old owner is writing results right now (LaneSql).
            int[] stolen = {0};
            List<Held> gained = sql.list(
                    """
                    WITH free AS (
                      SELECT l.lane, l.owner IS NOT NULL AS stolen FROM lane l
                      WHERE l.queue = ? AND (l.owner IS NULL OR NOT EXISTS (
                        SELECT 1 FROM lane_worker w WHERE w.queue = l.queue AND w.owner = l.owner AND w.lease_until > now()))
                      ORDER BY l.lane LIMIT ? FOR UPDATE SKIP LOCKED)
                    UPDATE lane l SET owner = ?, epoch = l.epoch + 1 FROM free
                    WHERE l.queue = ? AND l.lane = free.lane RETURNING l.lane, l.epoch, free.stolen""",
                    row -> {
                        stolen[0] += row.bool("stolen") ? 1 : 0;
                        return new Held(row.intValue("lane"), row.longValue("epoch"));
                    },
                    queue,
                    limit,
                    owner,
                    queue);
            return new Gained(epochs(gained), stolen[0]);
        });
    }

    void release(Collection<Integer> lanes) {
        db.run(sql -> sql.update(
                "UPDATE lane SET owner = NULL WHERE queue = ? AND owner = ? AND lane = ANY(?)",
                queue,
                owner,
                sql.array("int4", lanes)));
    }

    /// Leaves the queue: gives back the lanes, and ends the lease when all are given back.
    void leave(Collection<Integer> lanes) {
        db.run(sql -> {
            sql.update(
                    "UPDATE lane SET owner = NULL WHERE queue = ? AND owner = ? AND lane = ANY(?)",
                    queue,
                    owner,
                    sql.array("int4", lanes));
            end(sql);
        });
    }

    private void end(Sql sql) throws SQLException {
        sql.update("""
                DELETE FROM lane_worker w WHERE w.queue = ? AND (w.lease_until < now() - interval '1 hour' OR (w.owner = ?
                  AND NOT EXISTS (SELECT 1 FROM lane l WHERE l.queue = w.queue AND l.owner = w.owner)))""", queue, owner);
    }

    private static Map<Integer, Long> epochs(List<Held> lanes) {
        var epochs = new HashMap<Integer, Long>();
        lanes.forEach(lane -> epochs.put(lane.lane(), lane.epoch()));
        return epochs;
    }
}
