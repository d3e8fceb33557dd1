package dev.waypost.ingress.replay;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.id.Ids;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Replays in PostgreSQL: who works which, and how far it is.
@Singleton
class ReplayStore {
    /// An event that waited on the disk of a process is younger in the store than its id.
    private static final Duration SPOOLED = Duration.ofDays(1);

    static final String FORGET = """
            DELETE FROM replayed WHERE ctid = ANY(ARRAY(
              SELECT ctid FROM replayed WHERE made_at < now() - ? * interval '1 millisecond'
              ORDER BY made_at LIMIT ?))""";

    private final Db db;

    ReplayStore(Db db) {
        this.db = db;
    }

    /// @return empty when the time to replay is none
    Optional<Replay> add(Sql sql, String operationId, ReplayFilter filter, String startedBy) throws SQLException {
        return sql.one(
                """
                INSERT INTO replay (operation_id, tenant_id, project_id, from_time, until_time, kinds, undelivered_only,
                  state, position, started_by)
                SELECT ?, ?, ?, ?, u.until, ?, ?, 'PENDING', ?, ?
                FROM (SELECT least(coalesce(?::timestamptz, now()), now()) AS until) AS u WHERE ? < u.until
                RETURNING *""",
                ReplayStore::replay,
                operationId,
                filter.tenantId(),
                filter.projectId(),
                filter.from(),
                sql.array("text", filter.kinds()),
                filter.undeliveredOnly(),
                Ids.floor("evt", filter.from().minus(SPOOLED)),
                startedBy,
                filter.until(),
                filter.from());
    }

    Optional<Replay> find(Sql sql, String tenantId, String operationId) throws SQLException {
        return sql.one(
                "SELECT * FROM replay WHERE operation_id = ? AND tenant_id = ?",
                ReplayStore::replay,
                operationId,
                tenantId);
    }

    Optional<Replay> find(String tenantId, String operationId) {
        return db.read(sql -> find(sql, tenantId, operationId));
    }

    /// Whoever works on it finds that its epoch is over, and writes nothing more.
    void cancel(Sql sql, String tenantId, String operationId) throws SQLException {
        sql.update("""
                UPDATE replay SET state = 'CANCELLED', epoch = epoch + 1, lease_until = NULL, ended_at = now(),
                  updated_at = now()
                WHERE operation_id = ? AND tenant_id = ? AND state IN ('PENDING', 'RUNNING')""", operationId, tenantId);
    }

    void resume(Sql sql, String tenantId, String operationId) throws SQLException {
        sql.update("""
                UPDATE replay SET state = 'PENDING', epoch = epoch + 1, failure_reason = NULL, lease_until = NULL,
                  next_at = now(), ended_at = NULL, updated_at = now()
                WHERE operation_id = ? AND tenant_id = ? AND state IN ('FAILED', 'CANCELLED')""", operationId, tenantId);
    }

    /// Takes the one that waited longest and that nobody works on, with a new epoch.
    Optional<Replay> claim(Duration lease) {
        return db.tx(sql -> sql.one("""
                UPDATE replay SET state = 'RUNNING', epoch = epoch + 1, updated_at = now(),
                  lease_until = now() + ? * interval '1 millisecond'
                WHERE operation_id = (
                  SELECT operation_id FROM replay WHERE state IN ('PENDING', 'RUNNING') AND next_at <= now()
                    AND (lease_until IS NULL OR lease_until < now())
                  ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING *""", ReplayStore::replay, lease.toMillis()));
    }

    /// Writes where it stands and gives it back, in the transaction of what the step did.
    ///
    /// @return false when it is not ours any more: then nothing of the step may stay
    boolean advance(
            Sql sql,
            Replay replay,
            String position,
            Collection<String> openBodies,
            long done,
            boolean ended,
            Duration pause)
            throws SQLException {
        return sql.update(
                        """
                        UPDATE replay SET position = ?, open_bodies = ?, begun = true, done_items = done_items + ?,
                          state = CASE WHEN ? THEN 'SUCCEEDED' ELSE state END,
                          ended_at = CASE WHEN ? THEN now() END, lease_until = NULL, updated_at = now(),
                          next_at = now() + ? * interval '1 millisecond'
                        WHERE operation_id = ? AND epoch = ? AND state = 'RUNNING'""",
                        position,
                        sql.array("text", openBodies),
                        done,
                        ended,
                        ended,
                        pause.toMillis(),
                        replay.operationId(),
                        replay.epoch())
                == 1;
    }

    /// Says how many there are, and that the quarantine was looked through; keeps the lease.
    void begin(Replay replay, long released, long total) {
        db.run(sql -> sql.update("""
                UPDATE replay SET begun = true, done_items = done_items + ?, total_items = ?, updated_at = now()
                WHERE operation_id = ? AND epoch = ? AND state = 'RUNNING'""", released, total, replay.operationId(), replay.epoch()));
    }

    void fail(Replay replay, String reason) {
        db.run(sql -> sql.update("""
                UPDATE replay SET state = 'FAILED', failure_reason = ?, lease_until = NULL, ended_at = now(),
                  updated_at = now()
                WHERE operation_id = ? AND epoch = ? AND state = 'RUNNING'""", reason, replay.operationId(), replay.epoch()));
    }

    /// Somebody goes on with it after the pause.
    void giveBack(Replay replay, Duration pause) {
        db.run(sql -> sql.update("""
                UPDATE replay SET lease_until = NULL, next_at = now() + ? * interval '1 millisecond'
                WHERE operation_id = ? AND epoch = ? AND state = 'RUNNING'""", pause.toMillis(), replay.operationId(), replay.epoch()));
    }

    /// Forgets replays, and what they made, after so long.
    int forget(Duration kept, int most) {
        return db.tx(sql ->
                sql.update("DELETE FROM replay WHERE ended_at < now() - ? * interval '1 millisecond'", kept.toMillis())
                        + sql.update(FORGET, kept.toMillis(), most));
    }

    private static Replay replay(Row row) throws SQLException {
        @Nullable String projectId = row.stringOrNull("project_id");
        Instant until = row.instant("until_time");
        return new Replay(
                row.string("operation_id"),
                new ReplayFilter(
                        row.string("tenant_id"),
                        projectId,
                        row.instant("from_time"),
                        until,
                        row.strings("kinds"),
                        row.bool("undelivered_only")),
                ReplayState.valueOf(row.string("state")),
                row.string("position"),
                new HashSet<>(row.strings("open_bodies")),
                row.bool("begun"),
                row.longValue("done_items"),
                row.longValue("total_items"),
                row.stringOrNull("failure_reason"),
                row.string("started_by"),
                row.longValue("epoch"),
                row.instant("created_at"),
                row.instant("updated_at"),
                row.instantOrNull("ended_at"));
    }
}
