package dev.waypost.send.erase;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/// What is kept of a user beside messages, and messages that wait.
@Singleton
class UserRowsStore {
    /// Locks message before queue, as all do who need both. What a worker has begun with is left alone.
    private static final String CANCEL = """
            WITH waiting AS MATERIALIZED (
              SELECT p.id, p.tenant_id, p.message_id, p.day FROM unnest(?::text[]) AS c(conversation)
              CROSS JOIN LATERAL (SELECT * FROM pending
                WHERE conversation = c.conversation AND tenant_id = ? AND NOT begun OFFSET 0) AS p
              ORDER BY p.day, p.id),
            hit AS (
              SELECT w.id FROM waiting w CROSS JOIN LATERAL (SELECT state FROM message
                WHERE message_id = w.message_id AND tenant_id = w.tenant_id AND day = w.day OFFSET 0 FOR UPDATE) AS m
              WHERE m.state = 'QUEUED'),
            gone AS (
              DELETE FROM pending WHERE id = ANY(ARRAY(SELECT id FROM hit)) AND NOT begun
              RETURNING tenant_id, message_id, day),
            changed AS (
              INSERT INTO message_change (tenant_id, message_id, state) SELECT tenant_id, message_id, 'CANCELLED' FROM gone)
            UPDATE message m SET state = 'CANCELLED', failure_reason = 'USER_ERASED', update_time = now()
            FROM gone WHERE m.message_id = gone.message_id AND m.tenant_id = gone.tenant_id AND m.day = gone.day""";

    private final Db db;

    UserRowsStore(Db db) {
        this.db = db;
    }

    int cancel(String tenantId, List<String> conversations) {
        return db.tx(sql -> sql.update(CANCEL, sql.array("text", conversations), tenantId));
    }

    /// Whether a message is left that somebody is about to send.
    boolean holds(String tenantId, List<String> conversations) {
        return db.read(sql -> sql.one(
                        "SELECT 1 AS one FROM pending WHERE conversation = ANY(?::text[]) AND tenant_id = ? LIMIT 1",
                        row -> row.intValue("one"),
                        sql.array("text", conversations),
                        tenantId))
                .isPresent();
    }

    /// What is kept of users beside messages.
    ///
    /// @param digits of the user's numbers, as providers' ids contain them
    void forget(String tenantId, List<String> users, List<String> names, List<String> digits, boolean keepBlock) {
        db.run(sql -> {
            sql.update(
                    "DELETE FROM contact WHERE tenant_id = ? AND user_key = ANY(?::text[])",
                    tenantId,
                    sql.array("text", users));
            sql.update(
                    "DELETE FROM receipt_orphan WHERE tenant_id = ? AND EXISTS (SELECT FROM unnest(?::text[]) AS d(part)"
                            + " WHERE strpos(provider_message_id, d.part) > 0)",
                    tenantId,
                    sql.array("text", digits.isEmpty() ? names : digits));
            if (!keepBlock) {
                unblock(sql, tenantId, users);
            }
        });
    }

    private static void unblock(Sql sql, String tenantId, List<String> users) throws SQLException {
        int gone = sql.update(
                "DELETE FROM blocked_number WHERE tenant_id = ? AND user_key = ANY(?::text[])",
                tenantId,
                sql.array("text", users));
        if (gone > 0) {
            sql.update("UPDATE block_list SET change_time = clock_timestamp() WHERE tenant_id = ?", tenantId);
        }
    }
}
