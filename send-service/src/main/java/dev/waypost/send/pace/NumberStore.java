package dev.waypost.send.pace;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What the pace of a gateway's number goes by: how long it sends, and whom it knows.
@Singleton
class NumberStore {
    private final Db db;

    NumberStore(Db db) {
        this.db = db;
    }

    /// A user of an endpoint.
    record Pair(String tenantId, String endpointId, String user) {}

    /// Whole days since the endpoint first sent, which is now when nobody knows better.
    int ageDays(String tenantId, String endpointId) {
        return db.tx(sql -> {
            sql.update(
                    "INSERT INTO sending_number (tenant_id, endpoint_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    tenantId,
                    endpointId);
            return sql.one("""
                            SELECT floor(extract(epoch FROM now() - first_time) / 86400)::int AS days
                            FROM sending_number WHERE tenant_id = ? AND endpoint_id = ?""", row -> row.intValue("days"), tenantId, endpointId)
                    .orElse(0);
        });
    }

    Set<Pair> known(List<Pair> pairs) {
        return db
                .read(sql -> sql.list(
                        """
                        SELECT n.tenant_id, n.endpoint_id, n.user_key
                        FROM unnest(?::text[], ?::text[], ?::text[]) AS n(tenant_id, endpoint_id, user_key)
                        WHERE EXISTS (SELECT FROM contact c WHERE c.tenant_id = n.tenant_id AND c.user_key = n.user_key
                          AND c.endpoint_id = n.endpoint_id)""",
                        row -> new Pair(row.string("tenant_id"), row.string("endpoint_id"), row.string("user_key")),
                        sql.array("text", pairs.stream().map(Pair::tenantId).toList()),
                        sql.array("text", pairs.stream().map(Pair::endpointId).toList()),
                        sql.array("text", pairs.stream().map(Pair::user).toList())))
                .stream()
                .collect(Collectors.toSet());
    }

    /// From now on these are no new contacts.
    void met(List<Pair> pairs) {
        db.run(sql -> sql.update(
                """
                INSERT INTO contact (tenant_id, endpoint_id, user_key, first_outbound)
                SELECT DISTINCT n.tenant_id, n.endpoint_id, n.user_key, now()
                FROM unnest(?::text[], ?::text[], ?::text[]) AS n(tenant_id, endpoint_id, user_key)
                ORDER BY n.tenant_id, n.user_key, n.endpoint_id ON CONFLICT DO NOTHING""",
                sql.array("text", pairs.stream().map(Pair::tenantId).toList()),
                sql.array("text", pairs.stream().map(Pair::endpointId).toList()),
                sql.array("text", pairs.stream().map(Pair::user).toList())));
    }
}
