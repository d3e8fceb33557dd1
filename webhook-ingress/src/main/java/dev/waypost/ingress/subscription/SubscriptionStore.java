package dev.waypost.ingress.subscription;

import dev.waypost.ingress.delivery.Delivery;
import dev.waypost.lanes.LaneSql;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who hands a project its events, what waits for it, and what it said.
@Singleton
class SubscriptionStore {
    /// What is under way is not read again. Whoever reads from the beginning misses nothing that was committed late.
    static final String READ = """
            SELECT id, conversation, attempts, tenant_id, delivery_id, endpoint_id, body_id, event_id, destination,
              traceparent, single
            FROM parked WHERE tenant_id = ? AND destination = ? AND id NOT IN (SELECT unnest(?::bigint[]))
            ORDER BY id LIMIT ?""";

    /// What a subscriber says it has, it has, whoever hands the project its events by now.
    static final String SETTLE = """
            WITH said AS (
              SELECT DISTINCT ON (tenant_id, delivery_id) * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                AS t(tenant_id, destination, delivery_id, verdict, cause)
              ORDER BY tenant_id, delivery_id),
            found AS (
              SELECT said.verdict, p.place FROM said CROSS JOIN LATERAL (
                SELECT ctid AS place FROM parked
                WHERE tenant_id = said.tenant_id AND delivery_id = said.delivery_id AND destination = said.destination
                OFFSET 0) AS p),
            done AS (
              DELETE FROM parked WHERE ctid = ANY(ARRAY(SELECT place FROM found WHERE verdict = 'DONE')) RETURNING *),
            kept AS (
              INSERT INTO delivered (tenant_id, delivery_id, day, event_id, destination, state, attempts, created_at)
              SELECT tenant_id, delivery_id, (now() AT TIME ZONE 'UTC')::date, event_id, destination, 'DONE', attempts + 1,
                created_at FROM done),
            dead AS (
              DELETE FROM parked WHERE ctid = ANY(ARRAY(SELECT place FROM found WHERE verdict = 'DEAD')) RETURNING *),
            stops AS (
              INSERT INTO stopped (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination,
                conversation, lane, single, state, attempts, last_cause, created_at)
              SELECT d.id, d.tenant_id, d.delivery_id, d.event_id, d.endpoint_id, d.body_id, d.traceparent, d.destination,
                d.conversation, d.lane, d.single, 'DEAD', d.attempts + 1, said.cause, d.created_at
              FROM dead d JOIN said ON said.tenant_id = d.tenant_id AND said.delivery_id = d.delivery_id)
            UPDATE parked SET attempts = attempts + 1, last_cause = 'refused'
            WHERE ctid = ANY(ARRAY(SELECT place FROM found WHERE verdict = 'AGAIN'))""";

    private final Db db;

    SubscriptionStore(Db db) {
        this.db = db;
    }

    /// Takes the project or keeps it; false while another stream has it.
    boolean hold(String tenantId, String projectId, String owner, Duration lease) {
        return db.tx(sql -> sql.update("""
                        INSERT INTO subscription AS s (tenant_id, project_id, owner, lease_until)
                        VALUES (?, ?, ?, now() + ? * interval '1 millisecond')
                        ON CONFLICT (tenant_id, project_id) DO UPDATE SET owner = EXCLUDED.owner,
                          lease_until = EXCLUDED.lease_until
                        WHERE s.owner = EXCLUDED.owner OR s.lease_until < now()""", tenantId, projectId, owner, lease.toMillis())) == 1;
    }

    void letGo(String tenantId, String projectId, String owner) {
        db.run(sql -> sql.update(
                "DELETE FROM subscription WHERE tenant_id = ? AND project_id = ? AND owner = ?",
                tenantId,
                projectId,
                owner));
    }

    List<Waiting> read(String tenantId, String projectId, Collection<Long> known, int most) {
        return db.tx(sql -> {
            sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
            return sql.list(READ, SubscriptionStore::waiting, tenantId, projectId, sql.array("int8", known), most);
        });
    }

    private static Waiting waiting(Row row) throws SQLException {
        return new Waiting(
                row.longValue("id"),
                row.string("conversation"),
                row.intValue("attempts"),
                new Delivery(
                        row.string("delivery_id"),
                        row.string("tenant_id"),
                        row.string("endpoint_id"),
                        row.string("body_id"),
                        row.string("event_id"),
                        row.string("destination"),
                        row.stringOrNull("traceparent"),
                        row.bool("single")));
    }

    void settle(List<Settled> batch) {
        db.statement(sql -> sql.update(
                SETTLE,
                texts(sql, batch, Settled::tenantId),
                texts(sql, batch, Settled::projectId),
                texts(sql, batch, Settled::deliveryId),
                texts(sql, batch, said -> said.verdict().name()),
                texts(sql, batch, Settled::cause)));
    }

    private static Array texts(Sql sql, List<Settled> batch, Function<Settled, @Nullable String> value)
            throws SQLException {
        var column = new ArrayList<@Nullable String>(batch.size());
        batch.forEach(said -> column.add(value.apply(said)));
        return sql.array("text", column);
    }
}
