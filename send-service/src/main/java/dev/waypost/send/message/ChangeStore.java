package dev.waypost.send.message;

import dev.waypost.lanes.DaySpan;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The changes of messages' states, in an order that no later commit slips into.
@Singleton
class ChangeStore {
    /// A transaction that still runs may yet write a change with its number, so reading stops before the oldest of
    /// them.
    private static final String AFTER = """
            SELECT message_id, state, xid, seq, day::text AS day FROM message_change
            WHERE tenant_id = ? AND day >= ?::date AND (xid, seq) > (?, ?)
              AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            ORDER BY xid, seq LIMIT ?""";

    private static final String NOW = """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 AS xid,
              (now() AT TIME ZONE 'UTC')::date::text AS day""";

    private static final String CHANGED = """
            SELECT w.tenant FROM unnest(?::text[]) AS w(tenant) WHERE EXISTS (
              SELECT FROM message_change WHERE tenant_id = w.tenant AND day >= (now() AT TIME ZONE 'UTC')::date - 1
                AND xid >= ? AND xid < ? OFFSET 0)""";

    private static final String MESSAGES = "SELECT " + MessageStore.Rows.COLUMNS + """
             FROM unnest(?::text[], ?::date[]) AS w(i, d)
            CROSS JOIN LATERAL (SELECT * FROM message
              WHERE message_id = w.i AND (tenant_id = ?) IS TRUE AND day = w.d AND day {days} OFFSET 0) AS m""";

    private final Db db;

    ChangeStore(Db db) {
        this.db = db;
    }

    /// A message as it stood after a change, and the place of the change.
    record Change(WatchCursor at, String messageId, MessageState state) {}

    /// Where everything lies behind that is committed by now.
    WatchCursor now() {
        return db.read(sql -> sql.one(
                        NOW,
                        row -> new WatchCursor(
                                row.longValue("xid"), Long.MAX_VALUE, LocalDate.parse(row.string("day")))))
                .orElseThrow();
    }

    /// Which of the tenants have changes of these transactions.
    List<String> changed(List<String> tenants, long since, long until) {
        return db.read(sql -> sql.list(CHANGED, row -> row.string("tenant"), sql.array("text", tenants), since, until));
    }

    List<Change> after(String tenantId, WatchCursor cursor, int limit) {
        return db.read(sql -> sql.list(
                AFTER,
                ChangeStore::change,
                tenantId,
                // The day is the one on which a transaction began: one that began before midnight may come after.
                cursor.day().minusDays(1).toString(),
                cursor.xid(),
                cursor.seq(),
                limit));
    }

    /// The messages of changes; one that is erased meanwhile is absent.
    Map<String, StoredMessage> messages(String tenantId, List<Change> changes) {
        List<String> ids = changes.stream().map(Change::messageId).distinct().toList();
        List<LocalDate> days = ids.stream().map(MessageDay::of).toList();
        Map<String, StoredMessage> found = new HashMap<>();
        if (!ids.isEmpty()) {
            db.read(sql -> sql.list(
                            DaySpan.within(MESSAGES, days),
                            MessageStore.Rows::message,
                            sql.array("text", ids),
                            sql.array(
                                    "date",
                                    days.stream().map(LocalDate::toString).toList()),
                            tenantId))
                    .forEach(message -> found.put(message.messageId(), message));
        }
        return found;
    }

    private static Change change(Row row) throws SQLException {
        return new Change(
                new WatchCursor(row.longValue("xid"), row.longValue("seq"), LocalDate.parse(row.string("day"))),
                row.string("message_id"),
                MessageState.valueOf(row.string("state")));
    }
}
