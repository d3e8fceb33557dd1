package dev.waypost.send.message;

import dev.waypost.platform.db.Row;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads rows of the message tables.
final class MessageRows {
    /// The columns of `message` that a reader needs, without a table name: it is never joined with one that has them.
    static final String COLUMNS =
            "id, tenant_id, message_id, request_id, body_hash, recipient, content, labels, priority, endpoint_id,"
                    + " provider_message_id, state, failure_reason, failure_detail, provider_code, traceparent, send_at,"
                    + " due_time, expire_time, create_time, update_time";

    private MessageRows() {}

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
                row.stringOrNull("route_cause"));
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
