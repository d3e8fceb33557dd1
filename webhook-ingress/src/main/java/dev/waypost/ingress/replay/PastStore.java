package dev.waypost.ingress.replay;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.id.Ids;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Past events, what became of them, and the deliveries that are made of them once more.
@Singleton
class PastStore {
    /// Clocks of processes and of the database differ by less.
    private static final Duration SKEW = Duration.ofHours(1);

    static final String EVENTS = """
            SELECT e.event_id, e.endpoint_id, e.body_id, e.kind, e.phone_number_id, e.waba_id, e.user_id, e.traceparent,
              e.received_at >= ? AND e.received_at < ? AND (cardinality(?::text[]) = 0 OR e.kind = ANY(?)) AS wanted
            FROM event e WHERE e.tenant_id = ? AND e.event_id > ? AND e.event_id < ? AND e.state = 'ACCEPTED'
            ORDER BY e.event_id LIMIT ?""";

    private static final String COUNT = """
            SELECT count(*) AS n FROM event e
            WHERE e.tenant_id = ? AND e.event_id > ? AND e.event_id < ? AND e.state = 'ACCEPTED'
              AND e.received_at >= ? AND e.received_at < ? AND (cardinality(?::text[]) = 0 OR e.kind = ANY(?))""";

    /// Deliveries of a webhook are named at the moment at which its events are.
    static final String BEFORE = """
            SELECT delivery_id, event_id, destination, 'DONE' AS state FROM delivered
            WHERE tenant_id = ? AND delivery_id > ? AND delivery_id < ?
            UNION ALL
            SELECT delivery_id, event_id, destination, 'WAITS' FROM delivery
            WHERE tenant_id = ? AND delivery_id > ? AND delivery_id < ?
            UNION ALL
            SELECT delivery_id, event_id, destination, 'WAITS' FROM parked
            WHERE tenant_id = ? AND delivery_id > ? AND delivery_id < ?
            UNION ALL
            SELECT delivery_id, event_id, destination, state FROM stopped
            WHERE tenant_id = ? AND delivery_id > ? AND delivery_id < ?""";

    /// Those that replays made, one by one.
    static final String REPLAYED = """
            SELECT r.delivery_id, r.event_id, r.destination, coalesce(
              (SELECT 'DONE' FROM delivered d WHERE d.tenant_id = r.tenant_id AND d.delivery_id = r.delivery_id LIMIT 1),
              (SELECT 'WAITS' FROM delivery d WHERE d.tenant_id = r.tenant_id AND d.delivery_id = r.delivery_id),
              (SELECT 'WAITS' FROM parked d WHERE d.tenant_id = r.tenant_id AND d.delivery_id = r.delivery_id),
              (SELECT d.state FROM stopped d WHERE d.tenant_id = r.tenant_id AND d.delivery_id = r.delivery_id),
              'GONE') AS state
            FROM unnest(?::text[]) AS k(event_id) CROSS JOIN LATERAL (
              SELECT * FROM replayed WHERE tenant_id = ? AND event_id = k.event_id OFFSET 0) AS r""";

    private static final String ADD = """
            WITH wanted AS (
              SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[],
                ?::bool[], ?::bool[])
              WITH ORDINALITY AS w(delivery_id, event_id, endpoint_id, body_id, traceparent, destination, conversation, lane,
                single, parked, place)),
            due AS (
              INSERT INTO delivery (tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination,
                conversation, lane, single)
              SELECT ?, delivery_id, event_id, endpoint_id, body_id, traceparent, destination, conversation, lane, single
              FROM wanted WHERE NOT parked ORDER BY place),
            waits AS (
              INSERT INTO parked (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination,
                conversation, lane, single)
              SELECT nextval('delivery_id_seq'), ?, w.delivery_id, w.event_id, w.endpoint_id, w.body_id, w.traceparent,
                w.destination, w.conversation, w.lane, w.single
              FROM (SELECT * FROM wanted WHERE parked ORDER BY place) AS w)
            INSERT INTO replayed (tenant_id, event_id, destination, delivery_id)
            SELECT ?, event_id, destination, delivery_id FROM wanted""";

    private final Db db;

    PastStore(Db db) {
        this.db = db;
    }

    /// A moment, in the database's time and in numbers of deliveries.
    record Mark(Instant time, long id) {}

    Mark mark() {
        return db.read(sql -> sql.one(
                        "SELECT clock_timestamp() AS time, nextval('delivery_id_seq') AS id",
                        row -> new Mark(row.instant("time"), row.longValue("id"))))
                .orElseThrow();
    }

    /// What waits now because of a rewind waits once, and what came meanwhile is behind it.
    ///
    /// @param last the last event that was looked at
    void settle(String tenantId, String projectId, Mark mark, String last) {
        db.run(sql -> {
            sql.update("""
                    DELETE FROM parked o WHERE o.tenant_id = ? AND o.destination = ? AND o.id < ?
                      AND (o.body_id || CASE WHEN o.single THEN o.event_id ELSE '' END IN (
                        SELECT n.body_id || CASE WHEN n.single THEN n.event_id ELSE '' END FROM parked n
                        WHERE n.tenant_id = ? AND n.destination = ? AND n.id > ?)) IS TRUE""", tenantId, projectId, mark.id(), tenantId, projectId, mark.id());
            sql.update("""
                    UPDATE parked p SET id = n.turn FROM (
                      SELECT later.ctid AS place, nextval('delivery_id_seq') AS turn FROM (
                        SELECT ctid FROM parked WHERE tenant_id = ? AND destination = ? AND id > ? AND event_id > ?
                        ORDER BY id) AS later) AS n
                    WHERE p.ctid = n.place""", tenantId, projectId, mark.id(), last);
        });
    }

    /// The next events in the order in which they came, wanted or not.
    List<PastEvent> events(ReplayFilter filter, String after, int most) {
        Instant until = Objects.requireNonNull(filter.until());
        return db.read(sql -> sql.list(
                EVENTS,
                row -> new PastEvent(
                        row.string("event_id"),
                        row.string("endpoint_id"),
                        row.string("body_id"),
                        row.string("kind"),
                        row.stringOrNull("phone_number_id"),
                        row.stringOrNull("waba_id"),
                        row.stringOrNull("user_id"),
                        row.stringOrNull("traceparent"),
                        row.bool("wanted")),
                filter.from(),
                until,
                sql.array("text", filter.kinds()),
                sql.array("text", filter.kinds()),
                filter.tenantId(),
                after,
                Ids.floor("evt", until.plus(SKEW)),
                most));
    }

    long count(Replay replay) {
        ReplayFilter filter = replay.filter();
        Instant until = Objects.requireNonNull(filter.until());
        return db.read(sql -> sql.one(
                        COUNT,
                        row -> row.longValue("n"),
                        filter.tenantId(),
                        replay.position(),
                        Ids.floor("evt", until.plus(SKEW)),
                        filter.from(),
                        until,
                        sql.array("text", filter.kinds()),
                        sql.array("text", filter.kinds())))
                .orElse(0L);
    }

    /// What became of these events before; and of others that came at the same moments.
    List<PastDelivery> before(String tenantId, List<PastEvent> events) {
        String first = "dlv_" + moment(events.getFirst().eventId());
        String last = "dlv_"
                + moment(events.stream()
                        .map(PastEvent::bodyId)
                        .map(PastStore::moment)
                        .max(String::compareTo)
                        .orElseThrow());
        return db.read(sql -> {
            var found = new ArrayList<>(sql.list(
                    BEFORE,
                    PastStore::past,
                    tenantId,
                    first,
                    last,
                    tenantId,
                    first,
                    last,
                    tenantId,
                    first,
                    last,
                    tenantId,
                    first,
                    last));
            found.addAll(sql.list(
                    REPLAYED,
                    PastStore::past,
                    sql.array("text", events.stream().map(PastEvent::eventId).toList()),
                    tenantId));
            return found;
        });
    }

    private static PastDelivery past(Row row) throws SQLException {
        return new PastDelivery(
                row.string("delivery_id"), row.string("event_id"), row.string("destination"), row.string("state"));
    }

    /// In this order, behind what waits already.
    void add(Sql sql, String tenantId, List<Again> deliveries) throws SQLException {
        if (deliveries.isEmpty()) {
            return;
        }
        sql.update(
                ADD,
                texts(sql, deliveries, Again::deliveryId),
                texts(sql, deliveries, again -> again.event().eventId()),
                texts(sql, deliveries, again -> again.event().endpointId()),
                texts(sql, deliveries, again -> again.event().bodyId()),
                texts(sql, deliveries, again -> again.event().traceparent()),
                texts(sql, deliveries, Again::destination),
                texts(sql, deliveries, Again::conversation),
                sql.array("int4", deliveries.stream().map(Again::lane).toList()),
                sql.array("bool", deliveries.stream().map(Again::single).toList()),
                sql.array("bool", deliveries.stream().map(Again::parked).toList()),
                tenantId,
                tenantId,
                tenantId);
    }

    private static Array texts(Sql sql, List<Again> deliveries, Function<Again, @Nullable String> value)
            throws SQLException {
        var column = new ArrayList<@Nullable String>(deliveries.size());
        deliveries.forEach(again -> column.add(value.apply(again)));
        return sql.array("text", column);
    }

    /// What is behind the prefix of an id: time first.
    static String moment(String id) {
        return id.substring(id.indexOf('_') + 1);
    }
}
