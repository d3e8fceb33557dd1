package dev.waypost.ingress.gateway;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Locks for people to look at: those that hold.
@Singleton
final class LockListStore {
    private static final String LOCK = """
            SELECT l.*, ARRAY(SELECT n.name FROM user_lock_name n WHERE n.lock_id = l.lock_id
              ORDER BY n.added_at DESC, n.name) AS names FROM user_lock l
            WHERE l.expires_at > now()""";

    private static final String ASKED = """
             AND (? = '' OR l.gateway_id = ?) AND (? = '' OR l.tenant_id = ?) AND (? OR l.tenant_id = ANY(?))""";

    private final Db db;

    LockListStore(Db db) {
        this.db = db;
    }

    /// The latest of the user's locks.
    Optional<LockRow> find(Sql sql, String name, LockQuery query) throws SQLException {
        return sql.one(
                LOCK + " AND l.lock_id IN (SELECT lock_id FROM user_lock_name WHERE name = ?)" + ASKED
                        + " ORDER BY l.lock_id DESC LIMIT 1",
                LockListStore::row,
                name,
                query.gatewayId(),
                query.gatewayId(),
                query.tenantId(),
                query.tenantId(),
                query.visible().isEmpty(),
                sql.array("text", query.visible()));
    }

    Optional<LockRow> find(String name, LockQuery query) {
        return db.read(sql -> find(sql, name, query));
    }

    /// The latest first.
    ///
    /// @param before only older ones than this; empty for all
    List<LockRow> list(LockQuery query, String before, int limit) {
        return db.read(sql -> sql.list(
                LOCK + ASKED + " AND (? = '' OR l.lock_id < ?) ORDER BY l.lock_id DESC LIMIT ?",
                LockListStore::row,
                query.gatewayId(),
                query.gatewayId(),
                query.tenantId(),
                query.tenantId(),
                query.visible().isEmpty(),
                sql.array("text", query.visible()),
                before,
                before,
                limit));
    }

    LockCount count(LockQuery query) {
        return db.read(sql -> sql.one(
                        "SELECT count(*) AS users, count(DISTINCT l.tenant_id) AS tenants FROM user_lock l"
                                + " WHERE l.expires_at > now()" + ASKED,
                        row -> new LockCount(row.longValue("users"), row.longValue("tenants")),
                        query.gatewayId(),
                        query.gatewayId(),
                        query.tenantId(),
                        query.tenantId(),
                        query.visible().isEmpty(),
                        sql.array("text", query.visible())))
                .orElse(new LockCount(0, 0));
    }

    private static LockRow row(Row row) throws SQLException {
        return new LockRow(
                row.string("lock_id"),
                row.string("gateway_id"),
                row.strings("names"),
                row.string("tenant_id"),
                row.string("code"),
                row.instant("created_at"),
                row.instant("last_event_at"),
                row.instant("expires_at"));
    }
}
