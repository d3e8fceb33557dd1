package dev.waypost.send.block;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.queue.WaitingStore;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table of blocked numbers.
@Singleton
class BlockStore {
    private static final String BLOCK = """
            INSERT INTO blocked_number (tenant_id, user_key, number, cause, blocked_by)
            SELECT ?, n.user_key, n.number, ?, ? FROM unnest(?::text[], ?::text[]) AS n(user_key, number)
            ORDER BY n.user_key
            ON CONFLICT (tenant_id, user_key) DO UPDATE SET cause = excluded.cause
            RETURNING (xmax = 0) AS fresh""";

    private static final String PAGE = """
            SELECT number, cause, blocked_by, create_time FROM blocked_number
            WHERE tenant_id = ? AND number > ? AND number >= ? AND number < ?
            ORDER BY number LIMIT ?""";

    private final Db db;

    BlockStore(Db db) {
        this.db = db;
    }

    /// A number as it was given, and the user behind it.
    record Number(String user, String written) {}

    record Blocked(String number, @Nullable String cause, String blockedBy, Instant createTime) {}

    /// A tenant's list as it stood at a change.
    ///
    /// @param users null when there are more than asked for
    record Listed(Instant changed, @Nullable List<String> users) {}

    record Change(String tenantId, Instant time) {}

    /// How many were not blocked before; what waits for them fails.
    static int block(Sql sql, String tenantId, Collection<Number> numbers, @Nullable String cause, String by)
            throws SQLException {
        List<Boolean> fresh = sql.list(
                BLOCK,
                row -> row.bool("fresh"),
                tenantId,
                cause,
                by,
                sql.array("text", numbers.stream().map(Number::user).toList()),
                sql.array("text", numbers.stream().map(Number::written).toList()));
        WaitingStore.end(
                sql,
                tenantId,
                numbers.stream().map(number -> tenantId + "/" + number.user()).toList(),
                "FAILED",
                "NUMBER_BLOCKED");
        changed(sql, tenantId);
        return (int) fresh.stream().filter(one -> one).count();
    }

    /// How many were blocked before.
    static int unblock(Sql sql, String tenantId, Collection<Number> numbers) throws SQLException {
        int unblocked = sql.update(
                "DELETE FROM blocked_number WHERE tenant_id = ? AND user_key = ANY (?::text[])",
                tenantId,
                sql.array("text", numbers.stream().map(Number::user).toList()));
        changed(sql, tenantId);
        return unblocked;
    }

    private static void changed(Sql sql, String tenantId) throws SQLException {
        // The clock and not the transaction's beginning: who looks for changes since a moment must not miss this one.
        sql.update(
                "INSERT INTO block_list (tenant_id, change_time) VALUES (?, clock_timestamp())"
                        + " ON CONFLICT (tenant_id) DO UPDATE SET change_time = clock_timestamp()",
                tenantId);
    }

    List<Blocked> page(String tenantId, String prefix, String after, int limit) {
        return db.read(sql ->
                sql.list(PAGE, BlockStore::blocked, tenantId, after, prefix, prefix + Character.MAX_VALUE, limit));
    }

    /// The change first: a change in between makes the list newer than it says, and is read once more for nothing.
    Listed load(String tenantId, int most) {
        return db.read(sql -> {
            Instant changed = sql.one(
                            "SELECT change_time FROM block_list WHERE tenant_id = ?",
                            row -> row.instant("change_time"),
                            tenantId)
                    .orElse(Instant.EPOCH);
            List<String> users = sql.list(
                    "SELECT user_key FROM blocked_number WHERE tenant_id = ? LIMIT ?",
                    row -> row.string("user_key"),
                    tenantId,
                    most + 1);
            return new Listed(changed, users.size() > most ? null : users);
        });
    }

    /// Changes of the last minute: a transaction takes less from its change to its commit.
    List<Change> changes() {
        return db.read(sql -> sql.list(
                "SELECT tenant_id, change_time FROM block_list WHERE change_time > now() - interval '1 minute'",
                row -> new Change(row.string("tenant_id"), row.instant("change_time"))));
    }

    private static Blocked blocked(Row row) throws SQLException {
        return new Blocked(
                row.string("number"), row.stringOrNull("cause"), row.string("blocked_by"), row.instant("create_time"));
    }
}
