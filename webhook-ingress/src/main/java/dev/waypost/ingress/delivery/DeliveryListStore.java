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
            SELECT tenant_id, delivery_id, event_id, destination, %s, attempts, last_status, last_cause,
              created_at, %s AS due_at, %s AS settled_at FROM %s""";

    private static final String PENDING =
            COLUMNS.formatted("'PENDING' AS state", "due_at", "NULL::timestamptz", "delivery");
    private static final String PARKED =
            COLUMNS.formatted("'PARKED' AS state", "NULL::timestamptz", "NULL::timestamptz", "parked");
    private static final String STOPPED = COLUMNS.formatted("state", "settled_at", "settled_at", "stopped");
    private static final String DELIVERED = COLUMNS.formatted("state", "settled_at", "settled_at", "delivered");

    /// Each table gives its own first page; the page is the first of these.
    private static final String PAGE = """
            (SELECT * FROM (%s) AS d
            WHERE d.tenant_id = ? AND (? = '' OR d.delivery_id < ?) AND (cardinality(?::text[]) = 0 OR d.state = ANY(?))
              AND (?::text IS NULL OR d.destination = ?) AND (?::text IS NULL OR d.event_id = ?)
            ORDER BY d.delivery_id DESC LIMIT ?)""";

    static final String LIST = "SELECT * FROM ("
            + String.join(
                    " UNION ALL ",
                    PAGE.formatted(PENDING),
                    PAGE.formatted(PARKED),
                    PAGE.formatted(STOPPED),
                    PAGE.formatted(DELIVERED))
            + ") AS d ORDER BY d.delivery_id DESC LIMIT ?";

    private static final String TROUBLED = """
            (SELECT * FROM (%s) AS d
            WHERE d.tenant_id = ? AND d.delivery_id > ?
              AND (d.state IN ('DEAD', 'PARKED') OR d.state = 'PENDING' AND (d.attempts > 0 OR d.last_cause IS NOT NULL))
              AND (?::text IS NULL OR d.destination = ?)
            ORDER BY d.delivery_id LIMIT ?)""";

    static final String UNDELIVERED = "SELECT * FROM ("
            + String.join(
                    " UNION ALL ", TROUBLED.formatted(PENDING), TROUBLED.formatted(PARKED), TROUBLED.formatted(STOPPED))
            + ") AS d ORDER BY d.delivery_id LIMIT ?";

    private final Db db;

    DeliveryListStore(Db db) {
        this.db = db;
    }

    /// The newest first.
    public List<DeliveryRow> list(DeliveryQuery query) {
        return db.read(sql -> {
            List<@Nullable Object> filter = filter(sql, query);
            var arguments = new ArrayList<@Nullable Object>(filter);
            arguments.addAll(filter);
            arguments.addAll(filter);
            arguments.addAll(filter);
            arguments.add(query.limit());
            return sql.list(LIST, DeliveryListStore::row, arguments.toArray());
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

    /// Dead, parked, or pending after a failed try; the oldest first. States and event of the query are not looked at.
    public List<DeliveryRow> undelivered(DeliveryQuery query) {
        List<@Nullable Object> filter =
                Arrays.asList(query.tenantId(), query.after(), query.destination(), query.destination(), query.limit());
        var arguments = new ArrayList<@Nullable Object>(filter);
        arguments.addAll(filter);
        arguments.addAll(filter);
        arguments.add(query.limit());
        return db.read(sql -> sql.list(UNDELIVERED, DeliveryListStore::row, arguments.toArray()));
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
                row.instantOrNull("due_at"),
                row.instant("created_at"),
                row.instantOrNull("settled_at"));
    }
}
