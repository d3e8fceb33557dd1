package dev.waypost.ingress.delivery;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/// The table of deliveries, for people to look at.
@Singleton
public class DeliveryListStore {
    private final Db db;

    DeliveryListStore(Db db) {
        this.db = db;
    }

    /// The newest first.
    public List<DeliveryRow> list(DeliveryQuery query) {
        return db.read(sql -> sql.list(
                """
                SELECT d.* FROM delivery d
                WHERE d.tenant_id = ? AND (? = 0 OR d.id < ?) AND (cardinality(?::text[]) = 0 OR d.state = ANY(?))
                  AND (?::text IS NULL OR d.destination = ?) AND (?::text IS NULL OR d.event_id = ?)
                ORDER BY d.id DESC LIMIT ?""",
                DeliveryListStore::row,
                query.tenantId(),
                query.after(),
                query.after(),
                sql.array("text", query.states()),
                sql.array("text", query.states()),
                query.destination(),
                query.destination(),
                query.eventId(),
                query.eventId(),
                query.limit()));
    }

    /// Dead, or pending after a failed try; the oldest first. States and event of the query are not looked at.
    public List<DeliveryRow> undelivered(DeliveryQuery query) {
        return db.read(sql -> sql.list(
                """
                SELECT d.* FROM delivery d
                WHERE d.tenant_id = ? AND d.id > ? AND d.state <> 'DONE'
                  AND (d.state = 'DEAD' OR d.attempts > 0 OR d.last_cause IS NOT NULL)
                  AND (?::text IS NULL OR d.destination = ?)
                ORDER BY d.id LIMIT ?""",
                DeliveryListStore::row,
                query.tenantId(),
                query.after(),
                query.destination(),
                query.destination(),
                query.limit()));
    }

    private static DeliveryRow row(Row row) throws SQLException {
        int status = row.intValue("last_status");
        return new DeliveryRow(
                row.longValue("id"),
                row.string("delivery_id"),
                row.string("tenant_id"),
                row.string("event_id"),
                row.string("destination"),
                row.string("state"),
                row.intValue("attempts"),
                status == 0 ? null : status,
                row.stringOrNull("last_cause"),
                row.instant("due_at"),
                row.instant("created_at"),
                row.instantOrNull("settled_at"));
    }
}
