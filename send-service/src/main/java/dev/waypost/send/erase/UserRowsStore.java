package dev.waypost.send.erase;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.queue.WaitingStore;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/// What is kept of a user beside messages, and messages that wait.
@Singleton
class UserRowsStore {
    private final Db db;

    UserRowsStore(Db db) {
        this.db = db;
    }

    int cancel(String tenantId, List<String> conversations) {
        return db.tx(sql -> WaitingStore.end(sql, tenantId, conversations, "CANCELLED", "USER_ERASED"));
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
