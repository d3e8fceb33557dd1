package dev.waypost.ingress.delivery;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// What people do to deliveries that did not go by themselves.
@Singleton
public class DeliveryChangeStore {
    static final String FORGET = """
                DELETE FROM stopped WHERE (tenant_id, delivery_id) IN (SELECT tenant_id, delivery_id FROM stopped
                  WHERE state = 'DISCARDED' AND settled_at < now() - ? * interval '1 millisecond' LIMIT ?)""";

    private final Db db;

    DeliveryChangeStore(Db db) {
        this.db = db;
    }

    /// Tries dead, discarded and waiting deliveries again at once; those that were given up get all their tries anew,
    /// at the place in their conversation that they had.
    ///
    /// What is due already is left alone: a worker may have it in its hands.
    public Changed redrive(Sql sql, String tenantId, List<String> deliveryIds) throws SQLException {
        return changed(sql, deliveryIds, """
                WITH back AS (DELETE FROM stopped WHERE tenant_id = ? AND delivery_id = ANY(?) RETURNING *),
                again AS (
                  INSERT INTO delivery (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination,
                    conversation, lane, single, last_status, last_cause, created_at)
                  OVERRIDING SYSTEM VALUE
                  SELECT id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination, conversation,
                    lane, single, last_status, last_cause, created_at FROM back RETURNING delivery_id),
                sooner AS (
                  UPDATE delivery SET due_at = now() WHERE tenant_id = ? AND delivery_id = ANY(?) AND due_at > now()
                  RETURNING delivery_id)
                SELECT delivery_id FROM again UNION ALL SELECT delivery_id FROM sooner""", tenantId, 2);
    }

    /// Gives up pending, parked and dead deliveries. One that a worker has in its hands may still be made.
    public Changed discard(Sql sql, String tenantId, List<String> deliveryIds) throws SQLException {
        return changed(sql, deliveryIds, """
                WITH pending AS (DELETE FROM delivery WHERE tenant_id = ? AND delivery_id = ANY(?) RETURNING *),
                waiting AS (DELETE FROM parked WHERE (tenant_id, delivery_id) IN (SELECT ?, unnest(?::text[])) RETURNING *),
                gone AS (
                  SELECT id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination, conversation,
                    lane, single, attempts, last_status, last_cause, created_at FROM pending
                  UNION ALL
                  SELECT id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination, conversation,
                    lane, single, attempts, last_status, last_cause, created_at FROM waiting),
                stops AS (
                  INSERT INTO stopped (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination,
                    conversation, lane, single, state, attempts, last_status, last_cause, created_at)
                  SELECT id, tenant_id, delivery_id, event_id, endpoint_id, body_id, traceparent, destination, conversation,
                    lane, single, 'DISCARDED', attempts, last_status, last_cause, created_at FROM gone RETURNING delivery_id),
                dead AS (
                  UPDATE stopped SET state = 'DISCARDED', settled_at = now()
                  WHERE tenant_id = ? AND delivery_id = ANY(?) AND state = 'DEAD' RETURNING delivery_id)
                SELECT delivery_id FROM stops UNION ALL SELECT delivery_id FROM dead""", tenantId, 3);
    }

    private static Changed changed(Sql sql, List<String> deliveryIds, String statement, String tenantId, int times)
            throws SQLException {
        Array ids = sql.array("text", deliveryIds);
        var arguments = new Object[2 * times];
        for (int i = 0; i < times; i++) {
            arguments[2 * i] = tenantId;
            arguments[2 * i + 1] = ids;
        }
        return Changed.of(deliveryIds, new HashSet<>(sql.list(statement, row -> row.string("delivery_id"), arguments)));
    }

    /// Removes what was discarded longer ago than this; answers how many, at most so many.
    public int forgetDiscarded(Duration kept, int most) {
        return db.tx(sql -> sql.update(FORGET, kept.toMillis(), most));
    }
}
