package dev.waypost.ingress.delivery;

import dev.waypost.lanes.Behind;
import dev.waypost.lanes.Completion;
import dev.waypost.lanes.DaySpan;
import dev.waypost.lanes.LaneSql;
import dev.waypost.lanes.Leases;
import dev.waypost.lanes.WorkItem;
import dev.waypost.lanes.WorkSource;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The table of deliveries, as a queue.
@Singleton
public class DeliveryStore implements WorkSource<Delivery, Tried> {
    static final String QUEUE = "delivery";

    /// Longer than any look at the table takes: until somebody releases it, it is not there.
    private static final Duration PARKED_FOR = Duration.ofMinutes(1);

    /// The rows that were there before one of `due`, in its conversation, as [Behind] wants them. Of what is parked one
    /// says enough: it is in nobody's memory.
    ///
    /// Conversation and number are compared as one. PostgreSQL looks for a number alone, too, in any index that has
    /// it in a later place, where that index is lower and the table was empty when the plan was made: it would read
    /// the whole queue for each row.
    public static final String BEHIND = """
            array_to_string(ARRAY(
              (SELECT b.turn FROM delivery b
                WHERE b.conversation = due.conversation AND (b.conversation, b.turn) < (due.conversation, due.id)
                ORDER BY b.turn DESC LIMIT %d)
              UNION ALL
              (SELECT p.id FROM parked p
                WHERE p.conversation = due.conversation AND (p.conversation, p.id) < (due.conversation, due.id)
                ORDER BY p.id DESC LIMIT 1)), ' ')""".formatted(Behind.MOST + 1);

    /// Whatever is parked stands before what follows it.
    private static final String NOTHING_PARKED = """
             AND NOT EXISTS (SELECT FROM parked p
               WHERE p.conversation = d.conversation AND (p.conversation, p.id) < (d.conversation, d.id) OFFSET 0)
            """;

    /// The first of each project `q`.
    ///
    /// What stands in another lane, where it got before its project had bounds, is waited for: it may be anybody's.
    /// `OFFSET 0` keeps looks at other rows one by one, whatever statistics say: the table is now empty, now full.
    private static final String FIRST_OF_EACH = """
            CROSS JOIN LATERAL (
              SELECT d.id, d.lane, d.conversation, d.attempts, d.tenant_id, d.delivery_id, d.endpoint_id, d.body_id,
                d.event_id, d.destination, d.traceparent, d.single
              FROM delivery d
              WHERE d.tenant_id = q.tenant_id AND d.destination = q.destination
                AND d.due_at <= now() AND (d.lane IN (SELECT unnest(?::int[]))) IS TRUE
                AND d.id NOT IN (SELECT unnest(?::bigint[]))
                AND NOT EXISTS (SELECT FROM delivery b
                  WHERE b.conversation = d.conversation AND (b.conversation, b.turn) < (d.conversation, d.turn)
                  AND (b.due_at > now() OR b.lane <> d.lane) OFFSET 0)
            """ + NOTHING_PARKED + """
              ORDER BY d.turn LIMIT ?) AS d
            """;

    /// One step in the index for each project, and of those that have enough in memory none of their rows: a million
    /// that wait for one project cost the others nothing.
    static final String READ = """
            WITH RECURSIVE queue AS (
              (SELECT tenant_id, destination FROM delivery WHERE (tenant_id, destination) > (?, ?)
                ORDER BY tenant_id, destination LIMIT 1)
              UNION ALL
              SELECT n.tenant_id, n.destination FROM queue q CROSS JOIN LATERAL (
                SELECT tenant_id, destination FROM delivery WHERE (tenant_id, destination) > (q.tenant_id, q.destination)
                ORDER BY tenant_id, destination LIMIT 1) AS n)
            SELECT d.* FROM queue q\s""" + FIRST_OF_EACH + """
            WHERE q.tenant_id || '|' || q.destination NOT IN (SELECT unnest(?::text[])) LIMIT ?""";

    static final String READ_OF =
            "SELECT d.* FROM unnest(?::text[], ?::text[]) AS q(tenant_id, destination) " + FIRST_OF_EACH + "LIMIT ?";

    static final String READY = """
            SELECT d.id FROM unnest(?::bigint[]) AS offered(id)
            CROSS JOIN LATERAL (SELECT * FROM delivery WHERE id = offered.id OFFSET 0) AS d
            WHERE d.due_at <= now()
              AND NOT EXISTS (SELECT FROM delivery b
                WHERE b.conversation = d.conversation AND (b.conversation, b.turn) < (d.conversation, d.turn)
                AND b.turn NOT IN (SELECT unnest(?::bigint[])) OFFSET 0)
            """ + NOTHING_PARKED;

    /// What is done moves to `delivered`, what is dead to `stopped`; what is tried again stays. What
    /// is set aside becomes a conversation of its own, so that nothing waits for it any more.
    ///
    /// Rows are found one by one and then taken by their place. A join would be planned by how full the table is at
    /// that moment, and a plan made for an empty queue reads all of a full one.
    ///
    /// The answer does not wait for the disk: what a crash of PostgreSQL takes back is delivered once more. What
    /// came in was flushed before it was answered.
    static final String COMPLETE =
            "WITH unflushed AS MATERIALIZED (" + LaneSql.UNFLUSHED + "), held AS (" + LaneSql.HELD_LANES + """
            ), mine AS (
              SELECT t.* FROM unnest(?::bigint[], ?::int[], ?::bigint[], ?::text[], ?::int[], ?::bigint[], ?::int[], ?::text[])
                AS t(id, lane, epoch, state, tries, wait, status, cause)
              JOIN held ON held.lane = t.lane AND held.epoch = t.epoch WHERE (SELECT is_so FROM unflushed)),
            found AS (
              SELECT mine.*, d.place FROM mine CROSS JOIN LATERAL (
                SELECT ctid AS place FROM delivery WHERE id = mine.id OFFSET 0) AS d),
            done AS (
              DELETE FROM delivery WHERE ctid = ANY(ARRAY(SELECT place FROM found WHERE state = 'DONE'))
              RETURNING id, tenant_id, delivery_id, event_id, destination, attempts, created_at),
            kept AS (
              INSERT INTO delivered (tenant_id, delivery_id, day, event_id, destination, state, attempts, last_status, created_at)
              SELECT tenant_id, delivery_id, (now() AT TIME ZONE 'UTC')::date, event_id, destination, 'DONE', attempts + 1,
                (?::int[])[array_position(?::bigint[], id)], created_at FROM done),
            dead AS (
              DELETE FROM delivery WHERE ctid = ANY(ARRAY(SELECT place FROM found WHERE state = 'DEAD')) RETURNING *),
            stops AS (
              INSERT INTO stopped (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination,
                conversation, lane, single, state, attempts, last_status, last_cause, created_at)
              SELECT d.id, d.tenant_id, d.delivery_id, d.event_id, d.endpoint_id, d.body_id, d.traceparent, d.destination,
                d.conversation, d.lane, d.single, 'DEAD', d.attempts + found.tries, found.status, found.cause, d.created_at
              FROM dead d JOIN found ON found.id = d.id),
            later AS (
              UPDATE delivery d SET attempts = d.attempts + found.tries, last_status = found.status,
                due_at = now() + found.wait * interval '1 millisecond', last_cause = found.cause,
                conversation = CASE WHEN found.state = 'ASIDE' AND right(d.conversation, length(d.delivery_id)) <> d.delivery_id
                  THEN d.conversation || '|' || d.delivery_id ELSE d.conversation END
              FROM found WHERE found.state IN ('PENDING', 'ASIDE') AND d.ctid = found.place
              RETURNING d.id)
            SELECT id FROM done UNION ALL SELECT id FROM dead UNION ALL SELECT id FROM later""";

    /// A row as the table will have it.
    private record Settled(
            long id,
            int lane,
            long epoch,
            String state,
            int tries,
            long waitMillis,
            @Nullable Integer status,
            @Nullable String cause) {}

    private record Stored(Bodies.Key key, Body body) {}

    private final Db db;

    DeliveryStore(Db db) {
        this.db = db;
    }

    @Override
    public List<WorkItem<Delivery>> read(Leases leases, int limit) {
        return db.tx(sql -> {
            sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
            return sql.list(READ, DeliveryStore::item, read(sql, leases, limit));
        });
    }

    @Override
    public List<WorkItem<Delivery>> readOf(List<String> queues, Leases leases, int limit) {
        return db.tx(sql -> {
            sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
            return sql.list(READ_OF, DeliveryStore::item, readOf(sql, queues, leases, limit));
        });
    }

    static Object[] readOf(Sql sql, List<String> queues, Leases leases, int limit) throws SQLException {
        return new Object[] {
            sql.array("text", queues.stream().map(Delivery::tenantOf).toList()),
            sql.array("text", queues.stream().map(Delivery::destinationOf).toList()),
            sql.array("int4", leases.lanes()),
            sql.array("int8", leases.taken()),
            leases.each(),
            limit
        };
    }

    static Object[] read(Sql sql, Leases leases, int limit) throws SQLException {
        return new Object[] {
            Delivery.tenantOf(leases.after()),
            Delivery.destinationOf(leases.after()),
            sql.array("int4", leases.lanes()),
            sql.array("int8", leases.taken()),
            Math.min(limit, leases.each()),
            sql.array("text", leases.full()),
            limit
        };
    }

    @Override
    public Set<Long> ready(List<WorkItem<Delivery>> offered, Leases leases) {
        var known = new HashSet<>(leases.taken());
        offered.forEach(item -> known.add(item.id()));
        return new HashSet<>(db.read(sql -> sql.list(
                READY,
                row -> row.longValue("id"),
                sql.array("int8", offered.stream().map(WorkItem::id).toList()),
                sql.array("int8", known))));
    }

    @Override
    public Set<Long> complete(List<Completion<Delivery, Tried>> batch) {
        var parked = batch.stream()
                .filter(done -> done.result() instanceof Tried.Parked)
                .toList();
        if (parked.isEmpty()) {
            return written(batch);
        }
        Set<Long> written =
                written(batch.stream().filter(done -> !parked.contains(done)).toList());
        written.addAll(ParkedStore.park(db, parked));
        return written;
    }

    private Set<Long> written(List<Completion<Delivery, Tried>> batch) {
        return batch.isEmpty()
                ? new HashSet<>()
                : new HashSet<>(
                        db.statement(sql -> sql.list(COMPLETE, row -> row.longValue("id"), completed(sql, batch))));
    }

    static Object[] completed(Sql sql, List<Completion<Delivery, Tried>> batch) throws SQLException {
        List<Settled> rows = batch.stream().map(DeliveryStore::settled).toList();
        return new Object[] {
            sql.array("int4", column(rows, Settled::lane)),
            sql.array("int8", column(rows, Settled::epoch)),
            QUEUE,
            sql.array("int8", column(rows, Settled::id)),
            sql.array("int4", column(rows, Settled::lane)),
            sql.array("int8", column(rows, Settled::epoch)),
            sql.array("text", column(rows, Settled::state)),
            sql.array("int4", column(rows, Settled::tries)),
            sql.array("int8", column(rows, Settled::waitMillis)),
            sql.array("int4", column(rows, Settled::status)),
            sql.array("text", column(rows, Settled::cause)),
            sql.array("int4", column(rows, Settled::status)),
            sql.array("int8", column(rows, Settled::id))
        };
    }

    @Override
    public Optional<Duration> waitOf(Tried result) {
        return switch (result) {
            case Tried.Again again -> Optional.of(again.pause());
            case Tried.Parked parked -> Optional.of(PARKED_FOR);
            // The conversation goes on at once.
            case Tried.Aside aside -> Optional.empty();
            case Tried.Done done -> Optional.empty();
            case Tried.Dead dead -> Optional.empty();
        };
    }

    /// Bodies by id, in order, as they are stored; absent when they are not kept any more.
    List<Optional<Body>> bodies(List<Bodies.Key> keys) {
        Map<Bodies.Key, Body> found = new HashMap<>();
        List<LocalDate> days =
                keys.stream().map(key -> Body.dayOf(key.bodyId())).toList();
        db.read(sql -> sql.list(
                        DaySpan.within("""
                        SELECT b.tenant_id, b.body_id, b.content_type, b.signature, b.bytes FROM body b
                        JOIN (SELECT DISTINCT * FROM unnest(?::text[], ?::text[], ?::date[]) AS u(tenant_id, body_id, day)) AS k
                          ON b.tenant_id = k.tenant_id AND b.body_id = k.body_id AND b.day = k.day
                        WHERE b.day {days}""", days),
                        row -> new Stored(
                                new Bodies.Key(row.string("tenant_id"), row.string("body_id")),
                                new Body(
                                        row.stringOrNull("content_type"),
                                        row.stringOrNull("signature"),
                                        row.bytes("bytes"))),
                        sql.array(
                                "text", keys.stream().map(Bodies.Key::tenantId).toList()),
                        sql.array("text", keys.stream().map(Bodies.Key::bodyId).toList()),
                        sql.array("date", days.stream().map(LocalDate::toString).toList())))
                .forEach(stored -> found.put(stored.key(), stored.body()));
        return keys.stream().map(key -> Optional.ofNullable(found.get(key))).toList();
    }

    private static Delivery delivery(Row row) throws SQLException {
        return new Delivery(
                row.string("delivery_id"),
                row.string("tenant_id"),
                row.string("endpoint_id"),
                row.string("body_id"),
                row.string("event_id"),
                row.string("destination"),
                row.stringOrNull("traceparent"),
                row.bool("single"));
    }

    private static WorkItem<Delivery> item(Row row) throws SQLException {
        return new WorkItem<>(
                row.longValue("id"),
                row.intValue("lane"),
                row.string("conversation"),
                Delivery.queueOf(row.string("tenant_id"), row.string("destination")),
                row.intValue("attempts"),
                delivery(row));
    }

    private static Settled settled(Completion<Delivery, Tried> done) {
        long id = done.item().id();
        int lane = done.item().lane();
        long epoch = done.epoch();
        return switch (done.result()) {
            case Tried.Done d -> new Settled(id, lane, epoch, DeliveryState.DONE.name(), 1, 0, d.status(), null);
            case Tried.Dead d -> new Settled(id, lane, epoch, DeliveryState.DEAD.name(), 1, 0, d.status(), d.cause());
            case Tried.Again a ->
                new Settled(
                        id,
                        lane,
                        epoch,
                        DeliveryState.PENDING.name(),
                        1,
                        a.pause().toMillis(),
                        a.status(),
                        a.cause());
            case Tried.Aside a ->
                new Settled(id, lane, epoch, "ASIDE", 1, a.pause().toMillis(), a.status(), a.cause());
            case Tried.Parked p -> throw new IllegalArgumentException("what is parked is written elsewhere");
        };
    }

    private static List<@Nullable Object> column(List<Settled> rows, Function<Settled, @Nullable Object> value) {
        var column = new ArrayList<@Nullable Object>(rows.size());
        rows.forEach(row -> column.add(value.apply(row)));
        return column;
    }
}
