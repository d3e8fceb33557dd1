package dev.waypost.send.queue;

import dev.waypost.platform.db.Sql;
import java.sql.SQLException;
import java.util.Collection;

/// Ends messages that still wait in conversations.
public final class WaitingStore {
    /// Locks message before queue and in the order of dispatch, as all do who need both, so that no two wait for each
    /// other in a circle. What a worker has begun with is left alone.
    private static final String END = """
            WITH waiting AS MATERIALIZED (
              SELECT p.id, p.tenant_id, p.message_id, p.day FROM unnest(?::text[]) AS c(conversation)
              CROSS JOIN LATERAL (SELECT * FROM pending
                WHERE conversation = c.conversation AND tenant_id = ? AND NOT begun OFFSET 0) AS p
              ORDER BY p.day, p.id),
            hit AS (
              SELECT w.id FROM waiting w CROSS JOIN LATERAL (SELECT state FROM message
                WHERE message_id = w.message_id AND (tenant_id = w.tenant_id) IS TRUE AND day = w.day
                OFFSET 0 FOR UPDATE) AS m
              WHERE m.state = 'QUEUED'),
            gone AS (
              DELETE FROM pending WHERE id = ANY(ARRAY(SELECT id FROM hit)) AND NOT begun
              RETURNING tenant_id, message_id, day),
            changed AS (
              INSERT INTO message_change (tenant_id, message_id, state) SELECT tenant_id, message_id, ?::text FROM gone)
            UPDATE message m SET state = ?::text, failure_reason = ?::text, update_time = now()
            FROM gone WHERE m.message_id = gone.message_id AND m.tenant_id = gone.tenant_id AND m.day = gone.day""";

    private WaitingStore() {}

    /// Says how many were ended, as part of the caller's transaction.
    public static int end(
            Sql sql, String tenantId, Collection<String> conversations, String state, String failureReason)
            throws SQLException {
        return sql.update(END, sql.array("text", conversations), tenantId, state, state, failureReason);
    }
}
