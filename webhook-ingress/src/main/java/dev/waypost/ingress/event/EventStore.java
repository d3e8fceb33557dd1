package dev.waypost.ingress.event;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads events; they are written by the intake.
@Singleton
public class EventStore {
    private record Found(ReplyTraces.Reply reply, String traceparent) {}

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
        Map<String, StatusEvent> found = new HashMap<>();
        db.read(sql -> sql.list(
                        """
                        SELECT e.* FROM event e
                        JOIN unnest(?::text[], ?::text[]) AS k(tenant_id, event_id)
                          ON e.tenant_id = k.tenant_id AND e.event_id = k.event_id
                        WHERE e.kind = 'STATUS' AND e.provider_message_id IS NOT NULL AND e.status IS NOT NULL""",
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
                        sql.array("text", tenantIds),
                        sql.array("text", eventIds)))
                .forEach(status -> found.put(status.eventId(), status));
        return found;
    }

    /// Events by id, for deliveries that carry one.
    public Map<String, SingleEvent> single(List<String> tenantIds, List<String> eventIds) {
        Map<String, SingleEvent> found = new HashMap<>();
        db.read(sql -> sql.list("""
                        SELECT e.* FROM (SELECT DISTINCT * FROM unnest(?::text[], ?::text[]) AS u(tenant_id, event_id)) AS k
                        CROSS JOIN LATERAL (SELECT * FROM event
                          WHERE tenant_id = k.tenant_id AND event_id = k.event_id OFFSET 0) AS e""", EventStore::single, sql.array("text", tenantIds), sql.array("text", eventIds)))
                .forEach(event -> found.put(event.eventId(), event));
        return found;
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
