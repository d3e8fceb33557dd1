package dev.waypost.ingress.delivery;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// What people do to deliveries that did not go by themselves.
@Singleton
public class DeliveryChangeStore {
    private final Db db;

    DeliveryChangeStore(Db db) {
        this.db = db;
    }

    /// Tries dead, discarded and waiting deliveries again at once; those that were given up get all their tries anew.
    ///
    /// What is due already is left alone: a worker may have it in its hands.
    public Changed redrive(Sql sql, String tenantId, List<String> deliveryIds) throws SQLException {
        return Changed.of(
                deliveryIds,
                new HashSet<>(
                        sql.list("""
                        UPDATE delivery SET state = 'PENDING', due_at = now(), settled_at = NULL,
                          attempts = CASE WHEN state = 'PENDING' THEN attempts ELSE 0 END
                        WHERE tenant_id = ? AND delivery_id = ANY(?)
                          AND (state IN ('DEAD', 'DISCARDED') OR state = 'PENDING' AND due_at > now())
                        RETURNING delivery_id""", row -> row.string("delivery_id"), tenantId, sql.array("text", deliveryIds))));
    }

    /// Gives up pending and dead deliveries. One that a worker has in its hands may still be made.
    public Changed discard(Sql sql, String tenantId, List<String> deliveryIds) throws SQLException {
        return Changed.of(
                deliveryIds,
                new HashSet<>(
                        sql.list("""
                        UPDATE delivery SET state = 'DISCARDED', settled_at = now()
                        WHERE tenant_id = ? AND delivery_id = ANY(?) AND state IN ('PENDING', 'DEAD')
                        RETURNING delivery_id""", row -> row.string("delivery_id"), tenantId, sql.array("text", deliveryIds))));
    }

    /// Removes what was discarded longer ago than this; answers how many, at most so many.
    public int forgetDiscarded(Duration kept, int most) {
        return db.tx(sql -> sql.update("""
                DELETE FROM delivery WHERE (tenant_id, delivery_id) IN (SELECT tenant_id, delivery_id FROM delivery
                  WHERE state = 'DISCARDED' AND settled_at < now() - ? * interval '1 millisecond' LIMIT ?)""", kept.toMillis(), most));
    }
}
