package dev.waypost.send.message;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads messages, and cancels those that wait.
@Singleton
public class MessageStore {
    private static final String BY_ID =
            "SELECT " + Rows.COLUMNS + " FROM message_now WHERE message_id = ? AND day = ?::date";
    private static final String ATTEMPTS = """
            SELECT number, endpoint_id, outcome, start_time, end_time, failure_reason, failure_detail, provider_code,
              route_cause, moved
            FROM message_attempt WHERE tenant_id = ? AND message_id = ? AND day = ?::date ORDER BY number""";
    private static final String STATUSES = """
            SELECT status, provider_time, receive_time, error_code, error_title, applied
            FROM message_status WHERE tenant_id = ? AND message_id = ? AND day = ?::date ORDER BY seq""";
    private static final String STATES = """
            SELECT m.message_id, m.state FROM unnest(?::text[], ?::date[]) AS w(i, d)
            CROSS JOIN LATERAL (SELECT message_id, state FROM message
              WHERE message_id = w.i AND day = w.d OFFSET 0) AS m""";
    private static final String PAGE = "SELECT " + Rows.COLUMNS + """
             FROM message_now WHERE tenant_id = ? AND id < ?
              AND (cardinality(?::text[]) = 0 OR state = ANY (?::text[]))
              AND (?::text IS NULL OR recipient = ?)
              AND (?::timestamptz IS NULL OR create_time >= ?)
              AND (?::timestamptz IS NULL OR create_time < ?)
            ORDER BY id DESC LIMIT ?""";

    /// Locks message before queue, as all do who need both. One that a worker has begun with is left alone.
    private static final String CANCEL = """
            WITH mine AS (
              SELECT m.id, m.state FROM message m WHERE m.tenant_id = ? AND m.message_id = ? AND m.day = ?::date FOR UPDATE),
            gone AS (
              DELETE FROM pending WHERE id = (SELECT id FROM mine WHERE state = 'QUEUED') AND NOT begun RETURNING id),
            shelved AS (
              DELETE FROM aside a USING mine WHERE a.tenant_id = ? AND a.id = mine.id AND mine.state = 'HELD'
              RETURNING a.id),
            changed AS (
              INSERT INTO message_change (tenant_id, message_id, state)
              SELECT ?, ?, 'CANCELLED' WHERE EXISTS (SELECT FROM gone UNION ALL SELECT FROM shelved))
            UPDATE message m SET state = 'CANCELLED', update_time = now()
            WHERE m.tenant_id = ? AND m.message_id = ? AND m.day = ?::date
              AND m.id IN (SELECT id FROM gone UNION ALL SELECT id FROM shelved)
            RETURNING m.id""";

    private final Db db;
    private final Texts texts;

    MessageStore(Db db, Texts texts) {
        this.db = db;
        this.texts = texts;
    }

    /// Which messages a list wants.
    record Filter(
            String tenantId,
            List<String> states,
            @Nullable String recipient,
            @Nullable Instant from,
            @Nullable Instant until) {}

    Optional<StoredMessage> find(String messageId) {
        Optional<LocalDate> day = MessageDay.find(messageId);
        if (day.isEmpty()) {
            return Optional.empty();
        }
        return db.read(sql -> {
            Optional<StoredMessage> found =
                    sql.one(BY_ID, Rows::message, messageId, day.get().toString());
            return found.isEmpty() ? found : Optional.of(withHistory(sql, texts.opened(found.get())));
        });
    }

    /// Where messages stand that no worker has; one that is gone is absent.
    Map<String, MessageState> states(List<String> messageIds) {
        List<String> days =
                messageIds.stream().map(id -> MessageDay.of(id).toString()).toList();
        Map<String, MessageState> states = new HashMap<>();
        db.read(sql -> sql.list(
                STATES,
                row -> states.put(row.string("message_id"), MessageState.valueOf(row.string("state"))),
                sql.array("text", messageIds),
                sql.array("date", days)));
        return states;
    }

    List<StoredMessage> page(Filter filter, long before, int limit) {
        List<StoredMessage> rows = db.read(sql -> {
            var states = sql.array("text", filter.states());
            return sql.list(
                    PAGE,
                    Rows::message,
                    filter.tenantId(),
                    before,
                    states,
                    states,
                    filter.recipient(),
                    filter.recipient(),
                    filter.from(),
                    filter.from(),
                    filter.until(),
                    filter.until(),
                    limit);
        });
        return rows.stream().map(texts::opened).toList();
    }

    /// True when the message was waiting and is now cancelled; a worker that holds it finds out before it sends.
    boolean cancel(Sql sql, String tenantId, String messageId) throws SQLException {
        Optional<LocalDate> day = MessageDay.find(messageId);
        return day.isPresent()
                && !sql.list(
                                CANCEL,
                                row -> row.longValue("id"),
                                tenantId,
                                messageId,
                                day.get().toString(),
                                tenantId,
                                tenantId,
                                messageId,
                                tenantId,
                                messageId,
                                day.get().toString())
                        .isEmpty();
    }

    /// The provider's id of one of the tenant's messages, once a provider took it.
    public Optional<String> providerIdOf(String tenantId, String messageId) {
        return MessageDay.find(messageId)
                .flatMap(day -> db.read(sql -> sql.one(
                        "SELECT provider_message_id FROM message"
                                + " WHERE tenant_id = ? AND message_id = ? AND day = ?::date AND provider_message_id IS NOT NULL",
                        row -> row.string("provider_message_id"),
                        tenantId,
                        messageId,
                        day.toString())));
    }

    private static StoredMessage withHistory(Sql sql, StoredMessage message) throws SQLException {
        String day = MessageDay.of(message.messageId()).toString();
        return message.withHistory(
                sql.list(ATTEMPTS, Rows::attempt, message.tenantId(), message.messageId(), day),
                sql.list(STATUSES, Rows::status, message.tenantId(), message.messageId(), day));
    }

    /// Reads rows of the message tables.
    static final class Rows {
        /// The columns of `message` and `message_now` that a reader needs, without a table name: neither is ever joined
        /// with one that has them.
        static final String COLUMNS =
                "id, tenant_id, message_id, request_id, body_hash, recipient, content, labels, priority, endpoint_id,"
                        + " provider_message_id, state, failure_reason, failure_detail, provider_code, traceparent, send_at,"
                        + " due_time, expire_time, create_time, update_time";

        private Rows() {}

        static StoredMessage message(Row row) throws SQLException {
            return new StoredMessage(
                    row.longValue("id"),
                    row.string("tenant_id"),
                    row.string("message_id"),
                    row.string("request_id"),
                    row.bytes("body_hash"),
                    row.string("recipient"),
                    row.bytes("content"),
                    row.string("labels"),
                    row.intValue("priority"),
                    row.stringOrNull("endpoint_id"),
                    row.stringOrNull("provider_message_id"),
                    MessageState.valueOf(row.string("state")),
                    failure(row),
                    row.stringOrNull("traceparent"),
                    row.instantOrNull("send_at"),
                    row.instant("due_time"),
                    row.instant("expire_time"),
                    row.instant("create_time"),
                    row.instant("update_time"),
                    List.of(),
                    List.of());
        }

        static StoredMessage.Attempt attempt(Row row) throws SQLException {
            return new StoredMessage.Attempt(
                    row.intValue("number"),
                    row.stringOrNull("endpoint_id"),
                    row.string("outcome"),
                    row.instant("start_time"),
                    row.instant("end_time"),
                    failure(row),
                    row.stringOrNull("route_cause"),
                    row.bool("moved"));
        }

        static StoredMessage.StatusEntry status(Row row) throws SQLException {
            return new StoredMessage.StatusEntry(
                    Status.valueOf(row.string("status")),
                    row.instantOrNull("provider_time"),
                    row.instant("receive_time"),
                    row.stringOrNull("error_code"),
                    row.stringOrNull("error_title"),
                    row.bool("applied"));
        }

        private static StoredMessage.@Nullable Failure failure(Row row) throws SQLException {
            String reason = row.stringOrNull("failure_reason");
            return reason == null
                    ? null
                    : new StoredMessage.Failure(
                            reason, row.stringOrNull("failure_detail"), row.stringOrNull("provider_code"));
        }
    }
}
