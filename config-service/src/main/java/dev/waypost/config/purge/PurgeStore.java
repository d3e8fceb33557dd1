package dev.waypost.config.purge;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Which purges are under way, and whose they are.
@Singleton
final class PurgeStore {
    private final Db db;

    PurgeStore(Db db) {
        this.db = db;
    }

    /// Begins the purge of tenants whose time is over, the longest overdue first.
    List<String> begin(Duration settle, int limit) {
        return db.tx(sql -> sql.list("""
                INSERT INTO purge (tenant_id)
                SELECT tenant_id FROM tenant t
                WHERE purge_time <= now() AND deleted_time <= now() - ? * interval '1 ms'
                  AND NOT EXISTS (SELECT 1 FROM purge p WHERE p.tenant_id = t.tenant_id)
                ORDER BY purge_time LIMIT ? FOR UPDATE SKIP LOCKED
                ON CONFLICT DO NOTHING RETURNING tenant_id""", row -> row.string("tenant_id"), settle.toMillis(), limit));
    }

    /// A purge that nobody works on.
    Optional<String> take(String owner, Duration lease) {
        return db.tx(sql -> sql.one("""
                UPDATE purge SET lease_owner = ?, lease_until = now() + ? * interval '1 ms' WHERE tenant_id = (
                    SELECT tenant_id FROM purge
                    WHERE next_time <= now() AND (lease_until IS NULL OR lease_until <= now())
                    ORDER BY next_time LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING tenant_id""", row -> row.string("tenant_id"), owner, lease.toMillis()));
    }

    /// Whether the purge is still ours; what was erased so far is kept with it.
    boolean renew(String tenantId, String owner, Duration lease, long erasedRows) {
        return db.tx(sql -> sql.update(
                        "UPDATE purge SET lease_until = now() + ? * interval '1 ms', erased_rows = erased_rows + ?"
                                + " WHERE tenant_id = ? AND lease_owner = ?",
                        lease.toMillis(),
                        erasedRows,
                        tenantId,
                        owner)
                == 1);
    }

    /// Gives the purge back, to be tried again later.
    void putOff(String tenantId, String owner, String cause, Duration wait) {
        db.run(sql -> sql.update(
                "UPDATE purge SET lease_owner = NULL, lease_until = NULL, failures = failures + 1, last_cause = ?,"
                        + " next_time = now() + ? * interval '1 ms' WHERE tenant_id = ? AND lease_owner = ?",
                cause,
                wait.toMillis(),
                tenantId,
                owner));
    }

    /// Ends the purge, and says how many rows it erased in all; empty when it is not ours any more.
    Optional<Long> end(Sql sql, String tenantId, String owner) throws SQLException {
        return sql.one(
                "DELETE FROM purge WHERE tenant_id = ? AND lease_owner = ? RETURNING erased_rows",
                row -> row.longValue("erased_rows"),
                tenantId,
                owner);
    }

    long underWay() {
        return db.read(sql -> sql.one("SELECT count(*) AS n FROM purge", row -> row.longValue("n")))
                .orElseThrow();
    }
}
