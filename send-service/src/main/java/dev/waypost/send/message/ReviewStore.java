package dev.waypost.send.message;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Moves messages that no worker has: back into the queue, or out of it for good.
@Singleton
public class ReviewStore {
    /// Locks messages day by day and by `id`, as dispatch does, so that the two never wait for each other in a circle.
    private static final String PICKED = """
            WITH found AS MATERIALIZED (
              SELECT m.* FROM unnest(?::text[], ?::date[]) AS w(message_id, day)
              CROSS JOIN LATERAL (SELECT id, tenant_id, message_id, day FROM message
                WHERE message_id = w.message_id AND (tenant_id = ?) IS TRUE AND day = w.day OFFSET 0) AS m
              ORDER BY m.day, m.id),
            mine AS MATERIALIZED (
              SELECT m.* FROM found f CROSS JOIN LATERAL (
                SELECT id, tenant_id, message_id, day, state, conversation, lane, send_at, expire_time, create_time
                FROM message WHERE message_id = f.message_id AND tenant_id = f.tenant_id AND day = f.day
                  AND erase_time IS NULL OFFSET 0 FOR UPDATE) AS m),
            picked AS MATERIALIZED (SELECT * FROM mine WHERE state = ANY(?)),
            unshelved AS (
              DELETE FROM aside a USING picked p WHERE a.tenant_id = p.tenant_id AND a.id = p.id),
            """;

    /// A message that gets its time anew has as much of it as its sender gave it.
    private static final String QUEUE = PICKED + """
            timed AS MATERIALIZED (
              SELECT p.*, CASE WHEN ?::boolean THEN now() + (p.expire_time - coalesce(p.send_at, p.create_time))
                ELSE p.expire_time END AS ends FROM picked p),
            queued AS (
              INSERT INTO pending (id, tenant_id, message_id, day, conversation, lane, tried_before, send_at, due_time,
                expire_time)
              SELECT t.id, t.tenant_id, t.message_id, t.day, t.conversation, t.lane,
                (SELECT coalesce(max(number), 0) FROM message_attempt a
                  WHERE a.message_id = t.message_id AND a.tenant_id = t.tenant_id AND a.day = t.day),
                t.send_at, greatest(now(), t.send_at), t.ends FROM timed t ON CONFLICT DO NOTHING),
            changed AS (
              INSERT INTO message_change (tenant_id, message_id, state)
              SELECT tenant_id, message_id, 'QUEUED' FROM timed)
            UPDATE message m SET state = 'QUEUED', failure_reason = NULL, failure_detail = NULL, provider_code = NULL,
              due_time = now(), expire_time = t.ends, update_time = now()
            FROM timed t WHERE m.message_id = t.message_id AND m.tenant_id = t.tenant_id AND m.day = t.day
            RETURNING m.message_id""";

    private static final String CLOSE = PICKED + """
            gone AS (
              DELETE FROM pending WHERE id = ANY(ARRAY(SELECT id FROM picked)) AND NOT begun),
            changed AS (
              INSERT INTO message_change (tenant_id, message_id, state) SELECT tenant_id, message_id, ? FROM picked)
            UPDATE message m SET state = ?, failure_detail = coalesce(?, m.failure_detail), update_time = now()
            FROM picked p WHERE m.message_id = p.message_id AND m.tenant_id = p.tenant_id AND m.day = p.day
            RETURNING m.message_id""";

    private static final String HELD = "SELECT " + MessageStore.Rows.COLUMNS + """
             FROM (SELECT message_id AS i, day AS d, tenant_id AS t FROM aside
              WHERE tenant_id = ? AND state = 'HELD' AND id > ? ORDER BY id LIMIT ?) AS a
            CROSS JOIN LATERAL (SELECT * FROM message
              WHERE message_id = a.i AND (tenant_id = a.t) IS TRUE AND day = a.d OFFSET 0) AS m
            ORDER BY id""";

    private static final String WAITING = """
            SELECT DISTINCT tenant_id FROM (SELECT tenant_id FROM aside
              WHERE state = 'UNKNOWN' AND create_time < now() - ? * interval '1 millisecond' AND tenant_id <> ALL(?)
              ORDER BY create_time LIMIT ?) AS oldest""";

    private static final String OPEN = """
            SELECT message_id FROM aside
            WHERE state = 'UNKNOWN' AND create_time < now() - ? * interval '1 millisecond' AND tenant_id = ?
            ORDER BY create_time LIMIT ?""";

    private final Db db;
    private final Texts texts;

    ReviewStore(Db db, Texts texts) {
        this.db = db;
        this.texts = texts;
    }

    /// Puts messages that are in one of the states back into the queue; answers which.
    ///
    /// @param anew whether their time begins anew
    public static Set<String> queue(
            Sql sql, String tenantId, List<String> messageIds, List<MessageState> from, boolean anew)
            throws SQLException {
        List<String> ours = ours(messageIds);
        return new HashSet<>(sql.list(
                QUEUE,
                row -> row.string("message_id"),
                sql.array("text", ours),
                days(sql, ours),
                tenantId,
                sql.array("text", from),
                anew));
    }

    /// Ends messages that are in one of the states; answers which.
    ///
    /// @param cause why, in the words of whoever decided it; what providers said stays with the attempts
    public static Set<String> close(
            Sql sql,
            String tenantId,
            List<String> messageIds,
            List<MessageState> from,
            MessageState to,
            @Nullable String cause)
            throws SQLException {
        List<String> ours = ours(messageIds);
        return new HashSet<>(sql.list(
                CLOSE,
                row -> row.string("message_id"),
                sql.array("text", ours),
                days(sql, ours),
                tenantId,
                sql.array("text", from),
                to.name(),
                to.name(),
                cause));
    }

    /// Held messages, the oldest first.
    List<StoredMessage> held(String tenantId, long after, int limit) {
        return db.read(sql -> sql.list(HELD, MessageStore.Rows::message, tenantId, after, limit)).stream()
                .map(texts::opened)
                .toList();
    }

    /// Tenants of messages whose outcome has been open for longer than this, without those that are excepted.
    public List<String> waiting(long millis, Set<String> except, int limit) {
        return db.read(sql -> sql.list(
                WAITING, row -> row.string("tenant_id"), millis, sql.array("text", List.copyOf(except)), limit));
    }

    /// A tenant's messages whose outcome has been open for longer than this, the oldest first. Until the transaction
    /// ends nobody else asks for them: a message that is sent again is not at once sent once more.
    public static List<String> open(Sql sql, String tenantId, long millis, int limit) throws SQLException {
        sql.list(
                "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))::text AS locked",
                row -> true,
                "send.unknown|" + tenantId);
        return sql.list(OPEN, row -> row.string("message_id"), millis, tenantId, limit);
    }

    /// Looks at these no more: they stay as they are until a receipt comes.
    public static void leave(Sql sql, String tenantId, List<String> messageIds) throws SQLException {
        sql.update(
                "DELETE FROM aside WHERE tenant_id = ? AND state = 'UNKNOWN' AND message_id = ANY(?)",
                tenantId,
                sql.array("text", messageIds));
    }

    private static List<String> ours(List<String> messageIds) {
        return messageIds.stream()
                .distinct()
                .filter(id -> MessageDay.find(id).isPresent())
                .toList();
    }

    private static java.sql.Array days(Sql sql, List<String> ids) throws SQLException {
        List<String> days = new ArrayList<>(ids.size());
        ids.forEach(id -> days.add(MessageDay.of(id).toString()));
        return sql.array("date", days);
    }
}
