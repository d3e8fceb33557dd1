package dev.waypost.ingress.event;

import dev.waypost.lanes.DaySpan;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.id.Ids;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads events; they are written by the intake.
@Singleton
public class EventStore {
    private record Found(ReplyTraces.Reply reply, String traceparent) {}

    /// One of no day is in the partition of the others.
    static final String BY_ID = """
            SELECT e.* FROM (SELECT DISTINCT * FROM unnest(?::text[], ?::text[]) AS u(tenant_id, event_id)) AS k
            CROSS JOIN LATERAL (SELECT * FROM event WHERE tenant_id = k.tenant_id AND event_id = k.event_id
              AND (day {days} OR day = '1970-01-01') OFFSET 0) AS e""";

    private final Db db;

    EventStore(Db db) {
        this.db = db;
    }

    /// Where the traces of the answered messages go on, as far as a status of theirs was seen; in order.
    List<Optional<String>> tracesOf(List<ReplyTraces.Reply> replies) {
        List<Found> found = db.read(sql -> sql.list(
                """
                SELECT r.tenant_id, r.message_id, e.traceparent
                FROM (SELECT DISTINCT * FROM unnest(?::text[], ?::text[]) AS u(tenant_id, message_id)) AS r
                CROSS JOIN LATERAL (
                  SELECT traceparent FROM event
                  WHERE tenant_id = r.tenant_id AND provider_message_id = r.message_id AND kind = 'STATUS'
                    AND traceparent IS NOT NULL LIMIT 1) AS e
                """,
                row -> new Found(
                        new ReplyTraces.Reply(row.string("tenant_id"), row.string("message_id")),
                        row.string("traceparent")),
                sql.array(
                        "text",
                        replies.stream().map(ReplyTraces.Reply::tenantId).toList()),
                sql.array(
                        "text",
                        replies.stream().map(ReplyTraces.Reply::messageId).toList())));
        Map<ReplyTraces.Reply, String> traces = new HashMap<>();
        found.forEach(row -> traces.put(row.reply(), row.traceparent()));
        return replies.stream()
                .map(reply -> Optional.ofNullable(traces.get(reply)))
                .toList();
    }

    /// The status events among these, by id.
    public Map<String, StatusEvent> statuses(List<String> tenantIds, List<String> eventIds) {
        return byId(
                BY_ID + " WHERE e.kind = 'STATUS' AND e.provider_message_id IS NOT NULL AND e.status IS NOT NULL",
                row -> new StatusEvent(
                        row.string("tenant_id"),
                        row.string("event_id"),
                        row.string("endpoint_id"),
                        row.string("provider_message_id"),
                        row.string("status"),
                        row.stringOrNull("error_code"),
                        row.stringOrNull("error_title"),
                        row.stringOrNull("callback_data"),
                        row.instantOrNull("provider_time"),
                        row.instant("received_at")),
                StatusEvent::eventId,
                tenantIds,
                eventIds);
    }

    /// Events by id, for deliveries that carry one.
    public Map<String, SingleEvent> single(List<String> tenantIds, List<String> eventIds) {
        return byId(BY_ID, EventStore::single, SingleEvent::eventId, tenantIds, eventIds);
    }

    /// Looks first where they nearly always are: in the days around the one that their ids were made on.
    private <T> Map<String, T> byId(
            String statement,
            Row.Mapper<T> mapper,
            Function<T, String> id,
            List<String> tenantIds,
            List<String> eventIds) {
        Map<String, T> found = new HashMap<>();
        Map<String, String> open = new LinkedHashMap<>();
        for (int i = 0; i < eventIds.size(); i++) {
            open.put(eventIds.get(i), tenantIds.get(i));
        }
        for (String looked : List.of(DaySpan.within(statement, around(eventIds)), DaySpan.anywhere(statement))) {
            if (!open.isEmpty()) {
                db.read(sql -> sql.list(
                                looked, mapper, sql.array("text", open.values()), sql.array("text", open.keySet())))
                        .forEach(event -> found.put(id.apply(event), event));
                open.keySet().removeAll(found.keySet());
            }
        }
        return found;
    }

    /// A provider names a time shortly before we hear of it, or by its own clock a little after.
    private static List<LocalDate> around(List<String> eventIds) {
        return eventIds.stream()
                .map(id -> LocalDate.ofInstant(Ids.timeOf(id), ZoneOffset.UTC))
                .flatMap(day -> Stream.of(day.minusDays(1), day.plusDays(1)))
                .toList();
    }

    private static SingleEvent single(Row row) throws SQLException {
        return new SingleEvent(
                row.string("tenant_id"),
                row.string("event_id"),
                row.string("endpoint_id"),
                row.string("kind"),
                row.string("type"),
                row.string("dedupe_key"),
                row.stringOrNull("phone_number_id"),
                row.stringOrNull("user_id"),
                row.stringOrNull("provider_message_id"),
                row.stringOrNull("reply_to"),
                row.stringOrNull("status"),
                row.stringOrNull("error_code"),
                row.stringOrNull("error_title"),
                row.stringOrNull("callback_data"),
                row.instantOrNull("provider_time"),
                row.instant("received_at"));
    }

    public Optional<EventRow> find(String tenantId, String eventId) {
        return db.read(sql -> sql.one(
                "SELECT e.* FROM event e WHERE e.tenant_id = ? AND e.event_id = ?",
                EventStore::event,
                tenantId,
                eventId));
    }

    /// A tenant's events by id.
    public Map<String, EventRow> rows(String tenantId, List<String> eventIds) {
        Map<String, EventRow> found = new HashMap<>();
        db.read(sql -> sql.list("""
                        SELECT e.* FROM (SELECT DISTINCT unnest(?::text[]) AS event_id) AS k
                        CROSS JOIN LATERAL (SELECT * FROM event WHERE tenant_id = ? AND event_id = k.event_id OFFSET 0) AS e""", EventStore::event, sql.array("text", eventIds), tenantId))
                .forEach(event -> found.put(event.eventId(), event));
        return found;
    }

    /// Ids grow with time, so the order of ids is the order of arrival.
    public List<EventRow> list(EventQuery query) {
        return db.read(sql -> sql.list(
                """
                SELECT e.* FROM event e
                WHERE CASE WHEN ?::text IS NULL THEN e.state = 'QUARANTINED' ELSE e.tenant_id = ? AND e.state = 'ACCEPTED' END
                  AND (cardinality(?::text[]) = 0 OR e.kind = ANY(?)) AND (?::text IS NULL OR e.user_id = ?)
                  AND (?::text IS NULL OR e.provider_message_id = ? OR e.callback_data LIKE 'wp1.' || ? || '.%')
                  AND (?::timestamptz IS NULL OR e.received_at >= ?) AND (?::timestamptz IS NULL OR e.received_at < ?)
                  AND (?::text IS NULL OR e.event_id < ?)
                ORDER BY e.event_id DESC LIMIT ?""",
                EventStore::event,
                query.tenantId(),
                query.tenantId(),
                sql.array("text", query.kinds()),
                sql.array("text", query.kinds()),
                query.user(),
                query.user(),
                query.messageId(),
                query.messageId(),
                query.messageId(),
                query.from(),
                query.from(),
                query.until(),
                query.until(),
                query.before(),
                query.before(),
                query.limit()));
    }

    private static EventRow event(Row row) throws SQLException {
        return new EventRow(
                row.string("tenant_id"),
                row.string("event_id"),
                row.string("endpoint_id"),
                row.string("body_id"),
                row.string("kind"),
                row.string("state").equals("QUARANTINED"),
                row.stringOrNull("provider_message_id"),
                row.stringOrNull("phone_number_id"),
                row.stringOrNull("user_id"),
                row.stringOrNull("callback_data"),
                row.instantOrNull("provider_time"),
                row.instant("received_at"),
                row.stringOrNull("traceparent"));
    }
}
