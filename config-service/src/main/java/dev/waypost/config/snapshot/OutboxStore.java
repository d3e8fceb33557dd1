package dev.waypost.config.snapshot;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is committed and not yet published.
@Singleton
class OutboxStore {
    /// Changes of a restored dump carry transactions that this cluster has yet to reach; the upper bound skips them.
    private static final String CHANGES = """
            WITH s AS MATERIALIZED (SELECT pg_current_snapshot() AS now)
            SELECT member, revision, gone FROM (
                SELECT tenant_id AS member, revision, false AS gone, changed_xid FROM tenant
                UNION ALL SELECT member, revision, gone, changed_xid FROM announcement) c
            WHERE changed_xid >= ?::xid8 AND changed_xid < (SELECT pg_snapshot_xmax(now) FROM s) LIMIT ?""";

    static final String IDENTITY = """
            SELECT id || '-' || (SELECT system_identifier FROM pg_control_system()) || '-'
                || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) AS identity FROM database_identity""";

    /// A tenant, or what else consumers hear of, at its revision.
    record Change(String member, long revision, boolean gone) {}

    /// @param position from where to ask the next time
    record Changes(String position, List<Change> changes) {}

    private final Db db;

    OutboxStore(Db db) {
        this.db = db;
    }

    /// Tells this database, as it is since it last may have lost anything, from every other.
    String identity() {
        return db.read(sql -> sql.one(IDENTITY, row -> row.string("identity"))).orElseThrow();
    }

    /// A page of what Redis was not yet seen to hold, in order of name, after the named one.
    List<Change> unpublished(String after, int limit) {
        return db.read(sql -> sql.list(
                """
                (SELECT tenant_id AS member, revision, false AS gone FROM tenant
                    WHERE published_revision < revision AND tenant_id > ? ORDER BY tenant_id LIMIT ?)
                UNION ALL
                (SELECT member, revision, gone FROM announcement
                    WHERE published_revision < revision AND member > ? ORDER BY member LIMIT ?)
                ORDER BY member LIMIT ?""",
                row -> new Change(row.string("member"), row.longValue("revision"), row.bool("gone")),
                after,
                limit,
                after,
                limit,
                limit));
    }

    /// A page of all tenants in order of id, after the named one.
    List<String> tenants(String after, int limit) {
        return db.read(sql -> sql.list(
                "SELECT tenant_id FROM tenant WHERE tenant_id > ? ORDER BY tenant_id LIMIT ?",
                row -> row.string("tenant_id"),
                after,
                limit));
    }

    /// A page of the tenants that are gone, in order of id, after the named one.
    List<Change> gone(String after, int limit) {
        return db.read(sql -> sql.list(
                "SELECT member, revision FROM announcement WHERE gone AND member > ? ORDER BY member LIMIT ?",
                row -> new Change(row.string("member"), row.longValue("revision"), true),
                after,
                limit));
    }

    /// Where the tenant stands that is gone.
    Optional<Change> tombstone(String tenantId) {
        return db.read(sql -> sql.one(
                "SELECT member, revision, gone FROM announcement WHERE member = ? AND gone",
                row -> new Change(row.string("member"), row.longValue("revision"), true),
                tenantId));
    }

    /// Keeps that Redis holds these. What somebody is changing is left out: it is published again, which harms
    /// nobody, while waiting for its lock would hold up everybody's news.
    void published(Map<String, Long> revisions) {
        db.run(sql -> {
            // Lost in a crash, it is published once more.
            sql.update("SET LOCAL synchronous_commit = off");
            published(sql, "tenant", "tenant_id", revisions.keySet(), revisions.values());
            published(sql, "announcement", "member", revisions.keySet(), revisions.values());
        });
    }

    private static void published(
            Sql sql, String table, String key, Collection<String> members, Collection<Long> revisions)
            throws SQLException {
        sql.update("""
                WITH seen AS (SELECT * FROM unnest(?::text[], ?::bigint[]) AS s (member, revision)),
                held AS (SELECT t.%2$s FROM %1$s t JOIN seen ON seen.member = t.%2$s
                    WHERE t.published_revision < seen.revision
                    ORDER BY t.%2$s FOR NO KEY UPDATE OF t SKIP LOCKED)
                UPDATE %1$s t SET published_revision = seen.revision FROM seen, held
                WHERE t.%2$s = seen.member AND t.%2$s = held.%2$s""".formatted(table, key), sql.array("text", members), sql.array("bigint", revisions));
    }

    /// What was committed since the position, perhaps with some from before it; `position` in the answer continues.
    ///
    /// @param position of an earlier answer; empty answers no changes, only where to begin
    Changes since(String position, int limit) {
        return db.tx(sql -> {
            // One moment for both statements: the changes that are visible, and the oldest transaction that is not.
            sql.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            String next = sql.one(
                            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS position",
                            row -> row.string("position"))
                    .orElseThrow();
            List<Change> changes = position.isEmpty()
                    ? List.of()
                    : sql.list(
                            CHANGES,
                            row -> new Change(row.string("member"), row.longValue("revision"), row.bool("gone")),
                            position,
                            limit);
            return new Changes(next, changes);
        });
    }
}
