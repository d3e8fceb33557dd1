package dev.waypost.send.dispatch;

import dev.waypost.lanes.Completion;
import dev.waypost.lanes.LaneSql;
import dev.waypost.lanes.Leases;
import dev.waypost.lanes.WorkItem;
import dev.waypost.lanes.WorkSource;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.message.MessageState;
import dev.waypost.send.message.QueuedMessage;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The message table as a queue.
///
/// A message that waits for its `send_at` blocks nobody; one that waits for another try blocks its conversation.
@Singleton
class DispatchStore implements WorkSource<QueuedMessage, DispatchResult> {
    static final String QUEUE = "dispatch";

    private static final String READ = """
            SELECT m.id, m.lane, m.conversation, m.tenant_id, m.attempts, m.message_id, m.recipient, m.content, m.reply_to,
              m.endpoint_wish, m.traceparent, m.expire_time <= now() AS expired
            FROM message m
            WHERE m.lane = ANY (?::int[]) AND m.state IN ('QUEUED', 'DISPATCHING') AND m.due_time <= now()
              AND m.id <> ALL (?::bigint[]) AND m.tenant_id <> ALL (?::text[])
              AND NOT EXISTS (SELECT FROM message b WHERE b.conversation = m.conversation AND b.id < m.id
                AND b.state IN ('QUEUED', 'DISPATCHING') AND b.due_time > now() AND b.due_time IS DISTINCT FROM b.send_at)
            ORDER BY m.id LIMIT ?""";

    private static final String READY = """
            SELECT m.id FROM message m
            WHERE m.id = ANY (?::bigint[]) AND m.state = 'QUEUED' AND m.due_time <= now()
              AND NOT EXISTS (SELECT FROM message b WHERE b.conversation = m.conversation AND b.id < m.id
                AND b.state IN ('QUEUED', 'DISPATCHING') AND (b.due_time <= now() OR b.due_time IS DISTINCT FROM b.send_at)
                AND b.id <> ALL (?::bigint[]))""";

    private static final String BEGIN = "WITH held AS (" + LaneSql.HELD_LANES + """
            ), given AS (
              SELECT * FROM unnest(?::bigint[], ?::int[], ?::bigint[]) AS g(id, lane, epoch)
            ), mine AS (
              SELECT m.id FROM message m
              JOIN given ON given.id = m.id JOIN held ON held.lane = given.lane AND held.epoch = given.epoch
              ORDER BY m.id FOR UPDATE OF m
            ), begun AS (
              UPDATE message m SET state = 'DISPATCHING', attempts = m.attempts + 1, update_time = now()
              FROM mine WHERE m.id = mine.id AND m.state = 'QUEUED' RETURNING m.id
            )
            SELECT m.id, m.state, EXISTS (SELECT FROM begun WHERE begun.id = m.id) AS begun
            FROM message m JOIN mine ON m.id = mine.id""";

    private final Db db;
    private final ResultStore results;

    DispatchStore(Db db, ResultStore results) {
        this.db = db;
        this.results = results;
    }

    @Override
    public List<WorkItem<QueuedMessage>> read(Leases leases, int limit) {
        return db.read(sql -> sql.list(
                READ,
                DispatchStore::item,
                sql.array("int4", leases.lanes()),
                sql.array("int8", leases.taken()),
                sql.array("text", leases.full()),
                limit));
    }

    @Override
    public Set<Long> ready(List<WorkItem<QueuedMessage>> offered, Leases leases) {
        List<Long> ids = offered.stream().map(WorkItem::id).toList();
        Set<Long> known = new HashSet<>(leases.taken());
        known.addAll(ids);
        return new HashSet<>(db.read(
                sql -> sql.list(READY, row -> row.longValue("id"), sql.array("int8", ids), sql.array("int8", known))));
    }

    @Override
    public Set<Long> complete(List<Completion<QueuedMessage, DispatchResult>> batch) {
        return results.complete(batch);
    }

    @Override
    public Optional<Duration> waitOf(DispatchResult result) {
        return result.verdict().waits();
    }

    /// A try that is about to begin, under the epoch of the lane as it is held now.
    record Begin(WorkItem<QueuedMessage> item, long epoch) {}

    /// Marks tries as begun, in one transaction; answers in the order of the input.
    List<Beginning> begin(List<Begin> batch) {
        List<Begin> sorted = batch.stream()
                .sorted(Comparator.comparingLong(begin -> begin.item().id()))
                .toList();
        Map<Long, Beginning> found = new HashMap<>();
        db.run(sql -> {
            for (var row : begin(sql, sorted)) {
                found.put(row.getKey(), row.getValue());
            }
        });
        List<Beginning> answers = new ArrayList<>(batch.size());
        batch.forEach(begin -> answers.add(found.getOrDefault(begin.item().id(), Beginning.GONE)));
        return answers;
    }

    private static List<Map.Entry<Long, Beginning>> begin(Sql sql, List<Begin> batch) throws SQLException {
        Array lanes = sql.array(
                "int4", batch.stream().map(begin -> begin.item().lane()).toList());
        Array epochs = sql.array("int8", batch.stream().map(Begin::epoch).toList());
        return sql.list(
                BEGIN,
                row -> Map.entry(row.longValue("id"), beginning(row)),
                lanes,
                epochs,
                QUEUE,
                sql.array("int8", batch.stream().map(begin -> begin.item().id()).toList()),
                lanes,
                epochs);
    }

    private static Beginning beginning(Row row) throws SQLException {
        if (row.bool("begun")) {
            return Beginning.BEGUN;
        }
        // The outer read sees the row as it was before the update: still DISPATCHING means an earlier try.
        return row.string("state").equals(MessageState.DISPATCHING.name()) ? Beginning.INTERRUPTED : Beginning.GONE;
    }

    private static WorkItem<QueuedMessage> item(Row row) throws SQLException {
        var queued = new QueuedMessage(
                row.string("tenant_id"),
                row.string("message_id"),
                row.string("recipient"),
                row.bytes("content"),
                row.stringOrNull("reply_to"),
                row.stringOrNull("endpoint_wish"),
                row.stringOrNull("traceparent"),
                row.bool("expired"));
        return new WorkItem<>(
                row.longValue("id"),
                row.intValue("lane"),
                row.string("conversation"),
                row.string("tenant_id"),
                row.intValue("attempts"),
                queued);
    }
}
