package dev.waypost.ingress.delivery;

import dev.waypost.lanes.Completion;
import dev.waypost.lanes.LaneSql;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Deliveries that wait for their project.
@Singleton
public class ParkedStore {
    /// Whose deliveries wait.
    record Queue(String tenantId, String projectId) {}

    private static final String COLUMNS = """
            id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination, conversation, lane,
              attempts, last_status, last_cause, created_at, single""";

    /// With what stands behind it. Nobody works on that: its head is here.
    static final String PARK = "WITH held AS (" + LaneSql.HELD_LANES + """
            ), mine AS (
              SELECT t.* FROM unnest(?::bigint[], ?::int[], ?::bigint[], ?::text[], ?::int[], ?::text[])
                AS t(id, lane, epoch, conversation, status, cause)
              JOIN held ON held.lane = t.lane AND held.epoch = t.epoch),
            gone AS (
              DELETE FROM delivery WHERE ctid = ANY(ARRAY(SELECT d.place FROM mine CROSS JOIN LATERAL (
                SELECT ctid AS place FROM delivery WHERE conversation = mine.conversation
                  AND (conversation, turn) >= (mine.conversation, mine.id) OFFSET 0) AS d))
              RETURNING *),
            kept AS (
              INSERT INTO parked (""" + COLUMNS + """
            )
              SELECT g.id, g.tenant_id, g.delivery_id, g.event_id, g.endpoint_id, g.body_id, g.traceparent, g.destination,
                g.conversation, g.lane, g.attempts, coalesce(mine.status, g.last_status), coalesce(mine.cause, g.last_cause),
                g.created_at, g.single
              FROM gone g LEFT JOIN mine ON mine.id = g.id)
            SELECT mine.id FROM mine JOIN gone ON gone.id = mine.id""";

    /// One step in the index for each project, whatever number of deliveries it has there.
    static final String QUEUES = """
            WITH RECURSIVE queue AS (
              (SELECT tenant_id, destination FROM parked ORDER BY tenant_id, destination LIMIT 1)
              UNION ALL
              SELECT n.tenant_id, n.destination FROM queue q CROSS JOIN LATERAL (
                SELECT tenant_id, destination FROM parked WHERE (tenant_id, destination) > (q.tenant_id, q.destination)
                ORDER BY tenant_id, destination LIMIT 1) AS n)
            SELECT * FROM queue""";

    static final String RELEASE =
            """
            WITH gone AS (
              DELETE FROM parked WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM parked WHERE tenant_id = ? AND destination = ? ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED))
              RETURNING *)
            INSERT INTO delivery (""" + COLUMNS + ") OVERRIDING SYSTEM VALUE SELECT " + COLUMNS + " FROM gone ORDER BY id";

    private final Db db;

    ParkedStore(Db db) {
        this.db = db;
    }

    /// Parks what a worker has in its hands; answers what it still had.
    static Set<Long> park(Db db, List<Completion<Delivery, Tried>> batch) {
        return new HashSet<>(db.statement(sql -> sql.list(PARK, row -> row.longValue("id"), parked(sql, batch))));
    }

    static Object[] parked(Sql sql, List<Completion<Delivery, Tried>> batch) throws SQLException {
        Array lanes =
                sql.array("int4", batch.stream().map(done -> done.item().lane()).toList());
        Array epochs = sql.array("int8", batch.stream().map(Completion::epoch).toList());
        List<Tried.Parked> parked =
                batch.stream().map(done -> (Tried.Parked) done.result()).toList();
        return new Object[] {
            lanes,
            epochs,
            DeliveryStore.QUEUE,
            sql.array("int8", batch.stream().map(done -> done.item().id()).toList()),
            lanes,
            epochs,
            sql.array(
                    "text",
                    batch.stream().map(done -> done.item().conversation()).toList()),
            sql.array(
                    "int4",
                    Arrays.asList(parked.stream().map(Tried.Parked::status).toArray())),
            sql.array("text", parked.stream().map(Tried.Parked::cause).toList())
        };
    }

    List<Queue> queues() {
        return db.read(sql -> sql.list(QUEUES, row -> new Queue(row.string("tenant_id"), row.string("destination"))));
    }

    /// Gives the oldest so many to the workers; answers how many there were.
    int release(Queue queue, int most) {
        return db.tx(sql -> {
            sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
            return sql.update(RELEASE, queue.tenantId(), queue.projectId(), most);
        });
    }
}
