package dev.waypost.ingress.delivery;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Deliveries for people to look at: those under way and those that are settled, as one list.
@Singleton
public class DeliveryListStore {
    private static final String COLUMNS = """
            d.tenant_id, d.delivery_id, d.event_id, d.destination, d.state, d.attempts, d.last_status, d.last_cause,
            d.created_at""";

    private final Db db;

    DeliveryListStore(Db db) {
        this.db = db;
    }

    private static final String FILTER = """
            d.tenant_id = ? AND (? = '' OR d.delivery_id < ?) AND (cardinality(?::text[]) = 0 OR d.state = ANY(?))
              AND (?::text IS NULL OR d.destination = ?) AND (?::text IS NULL OR d.event_id = ?)
            ORDER BY d.delivery_id DESC LIMIT ?""";

    /// The newest first.
    public List<DeliveryRow> list(DeliveryQuery query) {
        String pending = "SELECT " + COLUMNS + ", d.due_at, d.settled_at FROM delivery d WHERE " + FILTER;
        String settled =
                "SELECT " + COLUMNS + ", d.settled_at AS due_at, d.settled_at FROM delivered d WHERE " + FILTER;
        return db.read(sql -> {
            List<@Nullable Object> filter = filter(sql, query);
            var arguments = new ArrayList<@Nullable Object>(filter);
            arguments.addAll(filter);
            arguments.add(query.limit());
            return sql.list(
                    "SELECT * FROM ((" + pending + ") UNION ALL (" + settled
                            + ")) AS d ORDER BY d.delivery_id DESC LIMIT ?",
                    DeliveryListStore::row,
                    arguments.toArray());
        });
    }

    private static List<@Nullable Object> filter(Sql sql, DeliveryQuery query) throws SQLException {
        return Arrays.asList(
                query.tenantId(),
                query.after(),
                query.after(),
                sql.array("text", query.states()),
                sql.array("text", query.states()),
                query.destination(),
                query.destination(),
                query.eventId(),
                query.eventId(),
                query.limit());
    }

    /// Dead, or pending after a failed try; the oldest first. States and event of the query are not looked at.
    public List<DeliveryRow> undelivered(DeliveryQuery query) {
        return db.read(sql -> sql.list(
                "SELECT " + COLUMNS + """
                , d.due_at, d.settled_at FROM delivery d
                WHERE d.tenant_id = ? AND d.delivery_id > ?
                  AND (d.state = 'DEAD' OR d.state = 'PENDING' AND (d.attempts > 0 OR d.last_cause IS NOT NULL))
                  AND (?::text IS NULL OR d.destination = ?)
                ORDER BY d.delivery_id LIMIT ?""",
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
