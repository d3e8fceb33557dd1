package dev.waypost.config.transfer;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of each item of an operation, in PostgreSQL.
@Singleton
final class ItemStore {
    private final Db db;

    ItemStore(Db db) {
        this.db = db;
    }

    /// A position that is told again, by a resumed check, is told as it is now.
    void add(Sql sql, String operationId, List<Item> items) throws SQLException {
        if (items.isEmpty()) {
            return;
        }
        sql.update(
                "INSERT INTO transfer_item (operation_id, position, tenant_id, outcome, reason, detail)"
                        + " SELECT ?, p, t, o, nullif(r, ''), d FROM unnest(?, ?, ?, ?, ?) AS i (p, t, o, r, d)"
                        + " ON CONFLICT (operation_id, position) DO UPDATE SET tenant_id = excluded.tenant_id,"
                        + " outcome = excluded.outcome, reason = excluded.reason, detail = excluded.detail",
                operationId,
                sql.array("int8", items.stream().map(Item::position).toList()),
                sql.array("text", items.stream().map(Item::tenantId).toList()),
                sql.array("text", items.stream().map(Item::outcome).toList()),
                sql.array("text", items.stream().map(ItemStore::reason).toList()),
                sql.array("text", items.stream().map(Item::detail).toList()));
    }

    /// @param outcome empty for all
    List<Item> list(String operationId, long after, int limit, String outcome) {
        return db.read(sql -> sql.list(
                "SELECT * FROM transfer_item WHERE operation_id = ? AND position > ? AND (? = '' OR outcome = ?)"
                        + " ORDER BY position LIMIT ?",
                ItemStore::item,
                operationId,
                after,
                outcome,
                outcome,
                limit));
    }

    /// The first that failed.
    List<Item> failures(String operationId, int limit) {
        return db.read(sql -> sql.list(
                "SELECT * FROM transfer_item WHERE operation_id = ? AND outcome IN ('FAILED', 'CONFLICT')"
                        + " ORDER BY position LIMIT ?",
                ItemStore::item,
                operationId,
                limit));
    }

    private static String reason(Item item) {
        return item.reason() == null ? "" : item.reason().name();
    }

    private static Item item(Row row) throws SQLException {
        @Nullable String reason = row.stringOrNull("reason");
        return new Item(
                row.longValue("position"),
                row.string("tenant_id"),
                ItemOutcome.valueOf(row.string("outcome")),
                reason == null ? null : Reason.valueOf(reason),
                row.string("detail"));
    }
}
