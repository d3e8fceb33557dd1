package dev.waypost.health.failover;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who decides about which tenant, and when. All times are PostgreSQL's.
@Singleton
class TurnStore {
    private final Db db;

    TurnStore(Db db) {
        this.db = db;
    }

    /// Whoever is busy for longer than a lease took it before the clock jumped back.
    List<Turn> takeDue(int limit, Duration lease) {
        return db.tx(sql -> sql.list(
                """
                WITH due AS (
                  SELECT tenant_id AS tenant FROM failover_turn
                  WHERE due_time <= now() AND (busy_until IS NULL OR busy_until <= now()
                    OR busy_until > now() + ? * interval '1 ms')
                  ORDER BY due_time LIMIT ? FOR UPDATE SKIP LOCKED)
                UPDATE failover_turn SET epoch = epoch + 1, busy_until = now() + ? * interval '1 ms'
                FROM due WHERE tenant_id = tenant RETURNING tenant_id, epoch, version""",
                row -> new Turn(row.string("tenant_id"), row.longValue("epoch"), row.longValue("version")),
                lease.toMillis(),
                limit,
                lease.toMillis()));
    }

    /// Ends a turn.
    ///
    /// @param again when to decide anew; null when there is nothing to decide
    void end(Turn turn, @Nullable Duration again) {
        db.run(sql -> sql.update(
                """
                UPDATE failover_turn SET busy_until = NULL,
                  due_time = CASE WHEN version <> ? THEN now() ELSE now() + ?::bigint * interval '1 ms' END
                WHERE tenant_id = ? AND epoch = ?""", turn.version(), again == null ? null : again.toMillis(), turn.tenantId(), turn.epoch()));
    }

    /// The tenant is gone, or was never one whose traffic could move.
    void forget(Turn turn) {
        db.run(sql -> sql.update(
                "DELETE FROM failover_turn WHERE tenant_id = ? AND epoch = ? AND version = ?",
                turn.tenantId(),
                turn.epoch(),
                turn.version()));
    }
}
