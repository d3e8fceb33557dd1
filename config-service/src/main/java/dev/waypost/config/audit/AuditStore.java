package dev.waypost.config.audit;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.telemetry.Traces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The audit in PostgreSQL, the newest first.
@Singleton
final class AuditStore {
    private static final String NEWEST_FIRST = " ORDER BY created_time DESC, change_id DESC LIMIT ?";
    /// There are few actions: each is asked for by its own index, and the newest of all of them are kept. Rows are
    /// compared whole and ordered by action as well, so that no other index will do: by time alone a rare action is
    /// found only after everything else.
    private static final String OF_ACTIONS = """
            WITH RECURSIVE known AS (
                (SELECT action FROM change WHERE action >= ? ORDER BY action LIMIT 1)
                UNION ALL
                SELECT (SELECT c.action FROM change c WHERE c.action > known.action ORDER BY c.action LIMIT 1)
                FROM known WHERE starts_with(known.action, ?))
            SELECT found.* FROM known CROSS JOIN LATERAL (
                SELECT * FROM change
                WHERE (action, created_time, change_id) >= (known.action, ?, 0)
                  AND (action, created_time, change_id) < (known.action, ?, ?)%s
                ORDER BY action DESC, created_time DESC, change_id DESC LIMIT ?) found
            WHERE starts_with(known.action, ?)""";
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    /// A statement and what it is asked with.
    record Query(String text, List<Object> arguments) {}

    private final Db db;

    AuditStore(Db db) {
        this.db = db;
    }

    List<Change> list(ChangeFilter filter, @Nullable Mark after, int limit) {
        return db.read(sql -> {
            Query query = query(sql, filter, after, limit);
            return sql.list(query.text(), AuditStore::change, query.arguments().toArray());
        });
    }

    /// Only the conditions that are asked for are part of the statement, so that it is planned for them.
    static Query query(Sql sql, ChangeFilter filter, @Nullable Mark after, int limit) throws SQLException {
        var where = new StringBuilder();
        var arguments = new ArrayList<Object>();
        add(where, arguments, filter.tenantId(), " AND tenant_id = ?");
        if (!filter.visible().isEmpty()) {
            where.append(" AND tenant_id = ANY(?)");
            arguments.add(sql.array("text", filter.visible()));
        }
        add(where, arguments, filter.actor(), " AND actor = ?");
        add(where, arguments, filter.resource(), " AND resource = ?");
        add(where, arguments, filter.requestId(), " AND request_id = ?");
        add(where, arguments, filter.from(), " AND created_time >= ?");
        add(where, arguments, filter.until(), " AND created_time < ?");
        if (after != null) {
            where.append(" AND (created_time, change_id) < (?, ?)");
            arguments.add(after.time());
            arguments.add(after.id());
        }
        arguments.add(limit);
        return new Query(
                "SELECT c.*, d.before, d.after, d.cause FROM (" + page(filter, after, where, arguments, limit)
                        + ") c LEFT JOIN change_document d USING (change_id)"
                        + " ORDER BY created_time DESC, change_id DESC",
                arguments);
    }

    private static String page(
            ChangeFilter filter, @Nullable Mark after, StringBuilder where, List<Object> arguments, int limit) {
        String prefix = filter.actionPrefix();
        if (prefix.isEmpty()) {
            return "SELECT * FROM change WHERE true" + where + NEWEST_FIRST;
        }
        boolean narrow = !filter.tenantId().isEmpty()
                || !filter.actor().isEmpty()
                || !filter.resource().isEmpty()
                || !filter.requestId().isEmpty();
        if (narrow) {
            arguments.addFirst(prefix);
            return "SELECT * FROM change WHERE starts_with(action, ?)" + where + NEWEST_FIRST;
        }
        Instant until = filter.until() == null ? LAST : filter.until();
        arguments.addAll(
                0,
                List.of(
                        prefix,
                        prefix,
                        filter.from() == null ? FIRST : filter.from(),
                        after == null ? until : after.time(),
                        after == null ? 0L : after.id()));
        arguments.add(prefix);
        arguments.add(limit);
        return OF_ACTIONS.formatted(where) + NEWEST_FIRST;
    }

    private static void add(StringBuilder where, List<Object> arguments, @Nullable Object value, String condition) {
        if (value != null && !value.equals("")) {
            where.append(condition);
            arguments.add(value);
        }
    }

    private static Change change(Row row) throws SQLException {
        return new Change(
                row.longValue("change_id"),
                row.stringOrNull("tenant_id"),
                row.longValue("revision"),
                row.string("action"),
                row.string("resource"),
                row.string("actor"),
                row.string("request_id"),
                Traces.traceIdOf(row.stringOrNull("traceparent")),
                row.stringOrNull("before"),
                row.stringOrNull("after"),
                row.stringOrNull("cause"),
                row.instant("created_time"));
    }
}
