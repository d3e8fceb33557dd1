package dev.waypost.health.verdict;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// The changes of status, in an order that no later commit slips into.
@Singleton
public class VerdictChangeStore {
    private static final String COLUMNS =
            "xid, seq, tenant_id, endpoint_id, status_before, status, cause, cause_kind, change_time";

    private final Db db;

    VerdictChangeStore(Db db) {
        this.db = db;
    }

    /// The place of a change: its transaction and the place within it.
    public record Place(long xid, long seq) {
        public static final Place FIRST = new Place(0, 0);
    }

    /// A change and its place.
    public record Placed(Place at, VerdictChange change) {}

    /// Where everything lies behind that is committed by now.
    public Place now() {
        return db.read(sql -> sql.one(
                        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS xid",
                        row -> new Place(row.longValue("xid"), Long.MAX_VALUE)))
                .orElseThrow();
    }

    /// What came after that place, of all tenants, the oldest first.
    public List<Placed> after(Place place, int limit) {
        return db.read(sql ->
                sql.list("SELECT " + COLUMNS + """
                         FROM verdict_change WHERE (xid, seq) > (?, ?)
                          AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                        ORDER BY xid, seq LIMIT ?
                        """, VerdictChangeStore::placed, place.xid(), place.seq(), limit));
    }

    /// The tenant's changes before that one, the latest first.
    ///
    /// @param endpointId only this endpoint's; empty for all
    /// @param before place within the order; 0 for the latest
    public List<Placed> latest(String tenantId, String endpointId, long before, int limit) {
        return db.read(sql -> sql.list(
                "SELECT " + COLUMNS + """
                         FROM verdict_change
                        WHERE tenant_id = ? AND seq < ? AND (? = '' OR endpoint_id = ?)
                        ORDER BY seq DESC LIMIT ?
                        """,
                VerdictChangeStore::placed,
                tenantId,
                before == 0 ? Long.MAX_VALUE : before,
                endpointId,
                endpointId,
                limit));
    }

    /// Drops a bounded part of what is older.
    public int forget(Duration age, int most) {
        return db.tx(sql -> sql.update("""
                DELETE FROM verdict_change WHERE ctid IN (
                  SELECT ctid FROM verdict_change WHERE change_time < now() - ? * interval '1 second' LIMIT ?)
                """, age.toSeconds(), most));
    }

    private static Placed placed(Row row) throws SQLException {
        return new Placed(
                new Place(row.longValue("xid"), row.longValue("seq")),
                new VerdictChange(
                        row.string("tenant_id"),
                        row.string("endpoint_id"),
                        HealthStatus.valueOf(row.string("status_before")),
                        HealthStatus.valueOf(row.string("status")),
                        row.string("cause"),
                        Trouble.valueOf(row.string("cause_kind")),
                        row.instant("change_time")));
    }
}
