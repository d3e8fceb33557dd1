package dev.waypost.send.dispatch;

import dev.waypost.lanes.Completion;
import dev.waypost.lanes.LaneSql;
import dev.waypost.lanes.Leases;
import dev.waypost.lanes.WorkItem;
import dev.waypost.lanes.WorkSource;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
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

/// The messages that are still to be sent, as a queue.
///
/// A message that waits for its `send_at` blocks nobody; one that waits for another try blocks its conversation.
@Singleton
class DispatchStore implements WorkSource<QueuedMessage, DispatchResult> {
    static final String QUEUE = "dispatch";

    static final String READY = """
            SELECT p.id FROM unnest(?::bigint[]) AS offered(id)
            CROSS JOIN LATERAL (SELECT * FROM pending WHERE id = offered.id OFFSET 0) AS p
            WHERE NOT p.begun AND p.due_time <= now()
              AND NOT EXISTS (SELECT FROM pending b WHERE b.conversation = p.conversation AND b.turn < p.turn
                AND (b.due_time <= now() OR b.due_time IS DISTINCT FROM b.send_at)
                AND b.turn NOT IN (SELECT unnest(?::bigint[])) OFFSET 0)""";

    /// Nobody else changes a row of a lane that is held, except by deleting it; so a place found is a place kept.
    static final String BEGIN = "WITH held AS (" + LaneSql.HELD_LANES + """
            ), mine AS (
              SELECT g.id FROM unnest(?::bigint[], ?::int[], ?::bigint[]) AS g(id, lane, epoch)
              JOIN held ON held.lane = g.lane AND held.epoch = g.epoch),
            found AS (
              SELECT mine.id, p.place, p.begun FROM mine CROSS JOIN LATERAL (
                SELECT ctid AS place, begun FROM pending WHERE id = mine.id OFFSET 0) AS p),
            now_begun AS (
              UPDATE pending SET begun = true, attempts = attempts + 1
              WHERE ctid = ANY(ARRAY(SELECT place FROM found WHERE NOT begun)) RETURNING id)
            SELECT id, true AS begun FROM now_begun UNION ALL SELECT id, false AS begun FROM found WHERE begun""";

    private final Db db;
    private final DueStore due;
    private final ResultStore results;
    private final RouteWaits waits;

    DispatchStore(Db db, DueStore due, ResultStore results, RouteWaits waits) {
        this.db = db;
        this.due = due;
        this.results = results;
        this.waits = waits;
    }

    @Override
    public List<WorkItem<QueuedMessage>> read(Leases leases, int limit) {
        return due.read(leases, limit);
    }

    @Override
    public List<WorkItem<QueuedMessage>> readOf(List<String> tenantIds, Leases leases, int limit) {
        return due.readOf(tenantIds, leases, limit);
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
        Set<Long> written = results.complete(batch);
        waits.written(batch);
        return written;
    }

    @Override
    public Optional<Duration> waitOf(DispatchResult result) {
        return result.verdict().waits();
    }

    /// A try that is about to begin, under the epoch of the lane as it is held now.
    record Begin(WorkItem<QueuedMessage> item, long epoch) {}

    /// Marks tries as begun, in one statement; answers in the order of the input.
    List<Beginning> begin(List<Begin> batch) {
        List<Begin> sorted = batch.stream()
                .sorted(Comparator.comparingLong(begin -> begin.item().id()))
                .toList();
        Map<Long, Beginning> found = new HashMap<>();
        db.statement(sql -> sql.list(
                        BEGIN,
                        row -> Map.entry(
                                row.longValue("id"), row.bool("begun") ? Beginning.BEGUN : Beginning.INTERRUPTED),
                        begun(sql, sorted)))
                .forEach(row -> found.put(row.getKey(), row.getValue()));
        List<Beginning> answers = new ArrayList<>(batch.size());
        batch.forEach(begin -> answers.add(found.getOrDefault(begin.item().id(), Beginning.GONE)));
        return answers;
    }

    static Object[] begun(Sql sql, List<Begin> batch) throws SQLException {
        Array lanes = sql.array(
                "int4", batch.stream().map(begin -> begin.item().lane()).toList());
        Array epochs = sql.array("int8", batch.stream().map(Begin::epoch).toList());
        return new Object[] {
            lanes,
            epochs,
            QUEUE,
            sql.array("int8", batch.stream().map(begin -> begin.item().id()).toList()),
            lanes,
            epochs
        };
    }
}
