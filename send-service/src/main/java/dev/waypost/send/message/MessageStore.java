package dev.waypost.send.message;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads messages, and cancels those that wait.
@Singleton
public class MessageStore {
    private static final String BY_ID = "SELECT " + MessageRows.COLUMNS + " FROM message WHERE message_id = ?";
    private static final String ATTEMPTS = """
            SELECT number, endpoint_id, outcome, start_time, end_time, failure_reason, failure_detail, provider_code,
              route_cause
            FROM message_attempt WHERE tenant_id = ? AND message_id = ? ORDER BY number""";
    private static final String STATUSES = """
            SELECT status, provider_time, receive_time, error_code, error_title, applied
            FROM message_status WHERE tenant_id = ? AND message_id = ? ORDER BY seq""";
    private static final String PAGE = "SELECT " + MessageRows.COLUMNS + """
             FROM message WHERE tenant_id = ? AND id < ?
              AND (cardinality(?::text[]) = 0 OR state = ANY (?::text[]))
              AND (?::text IS NULL OR recipient = ?)
              AND (?::timestamptz IS NULL OR create_time >= ?)
              AND (?::timestamptz IS NULL OR create_time < ?)
            ORDER BY id DESC LIMIT ?""";

    private final Db db;

    MessageStore(Db db) {
        this.db = db;
    }

    /// Which messages a list wants.
    record Filter(
            String tenantId,
            List<String> states,
            @Nullable String recipient,
            @Nullable Instant from,
            @Nullable Instant until) {}

    Optional<StoredMessage> find(String messageId) {
        return db.read(sql -> {
            Optional<StoredMessage> found = sql.one(BY_ID, MessageRows::message, messageId);
            return found.isEmpty() ? found : Optional.of(withHistory(sql, found.get()));
        });
    }

    List<StoredMessage> page(Filter filter, long before, int limit) {
        return db.read(sql -> {
            var states = sql.array("text", filter.states());
            return sql.list(
                    PAGE,
                    MessageRows::message,
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
    }

    /// True when the message was waiting and is now cancelled; a worker that holds it finds out before it sends.
    boolean cancel(String tenantId, String messageId) {
        return db.tx(sql -> sql.update(
                        "UPDATE message SET state = 'CANCELLED', update_time = now()"
                                + " WHERE tenant_id = ? AND message_id = ? AND state IN ('QUEUED', 'HELD')",
                        tenantId,
                        messageId))
                == 1;
    }

    /// The provider's id of one of the tenant's messages, once a provider took it.
    public Optional<String> providerIdOf(String tenantId, String messageId) {
        return db.read(sql -> sql.one(
                "SELECT provider_message_id FROM message"
                        + " WHERE tenant_id = ? AND message_id = ? AND provider_message_id IS NOT NULL",
                row -> row.string("provider_message_id"),
                tenantId,
                messageId));
    }

    private static StoredMessage withHistory(Sql sql, StoredMessage message) throws SQLException {
        return message.withHistory(
                sql.list(ATTEMPTS, MessageRows::attempt, message.tenantId(), message.messageId()),
                sql.list(STATUSES, MessageRows::status, message.tenantId(), message.messageId()));
    }
}
