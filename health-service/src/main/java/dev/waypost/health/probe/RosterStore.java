package dev.waypost.health.probe;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which endpoints are watched, and of which revision of their tenant.
@Singleton
public class RosterStore {
    private final Db db;

    RosterStore(Db db) {
        this.db = db;
    }

    /// PostgreSQL's clock: the only one that sweeps are measured by.
    Instant now() {
        return db.read(sql -> sql.one("SELECT clock_timestamp() AS now", row -> row.instant("now")))
                .orElseThrow();
    }

    /// Those whose revision is newer than what was taken over.
    Set<String> behind(Map<String, Long> revisions) {
        List<String> ids = List.copyOf(revisions.keySet());
        return new HashSet<>(db.read(sql -> sql.list(
                """
                SELECT l.tenant_id FROM unnest(?::text[], ?::bigint[]) AS l(tenant_id, revision)
                LEFT JOIN roster r ON r.tenant_id = l.tenant_id WHERE r.revision IS NULL OR r.revision < l.revision""",
                row -> row.string("tenant_id"),
                sql.array("text", ids),
                sql.array("bigint", ids.stream().map(revisions::get).toList()))));
    }

    /// Takes tenants over as they are at these revisions: their endpoints are watched, made due, and those
    /// that are gone are forgotten. A tenant that was taken over at the same or a later revision is left
    /// alone.
    public int take(Map<String, Long> revisions, List<Watched> endpoints) {
        if (revisions.isEmpty()) {
            return 0;
        }
        List<String> ids = revisions.keySet().stream().sorted().toList();
        return db.tx(sql -> {
            Set<String> fresh = new HashSet<>(sql.list(
                    """
                    INSERT INTO roster AS r (tenant_id, revision)
                    SELECT * FROM unnest(?::text[], ?::bigint[]) ORDER BY 1
                    ON CONFLICT (tenant_id) DO UPDATE SET revision = excluded.revision
                      WHERE r.revision < excluded.revision
                    RETURNING tenant_id""",
                    row -> row.string("tenant_id"),
                    sql.array("text", ids),
                    sql.array("bigint", ids.stream().map(revisions::get).toList())));
            watch(
                    sql,
                    endpoints.stream()
                            .filter(endpoint -> fresh.contains(endpoint.tenantId()))
                            .toList());
            forgetOthers(sql, fresh, endpoints);
            // Whose traffic waits for another endpoint may have got one, and who moved it may want it back.
            sql.update(
                    "UPDATE failover_turn SET due_time = now(), version = version + 1 WHERE tenant_id = ANY (?)",
                    sql.array("text", fresh));
            sql.update("""
                    INSERT INTO failover_turn AS t (tenant_id, due_time)
                    SELECT DISTINCT tenant_id, now() FROM endpoint_health
                    WHERE tenant_id = ANY (?) AND status = 'UNHEALTHY' ORDER BY 1
                    ON CONFLICT DO NOTHING""", sql.array("text", fresh));
            return fresh.size();
        });
    }

    private static void watch(Sql sql, List<Watched> endpoints) throws SQLException {
        sql.update(
                """
                INSERT INTO endpoint_health (tenant_id, endpoint_id, check_interval_ms, group_key, lane, server,
                  provider, role)
                SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::int[], ?::text[], ?::text[],
                  ?::text[]) ORDER BY 1, 2
                ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET
                  check_interval_ms = excluded.check_interval_ms, group_key = excluded.group_key, lane = excluded.lane,
                  server = excluded.server, provider = excluded.provider, role = excluded.role,
                  config_xid = excluded.config_xid, credential_look_time = excluded.credential_look_time""",
                sql.array("text", endpoints.stream().map(Watched::tenantId).toList()),
                sql.array("text", endpoints.stream().map(Watched::endpointId).toList()),
                sql.array(
                        "bigint",
                        endpoints.stream().map(e -> e.interval().toMillis()).toList()),
                sql.array("text", endpoints.stream().map(Watched::group).toList()),
                sql.array("int4", endpoints.stream().map(Watched::lane).toList()),
                sql.array("text", endpoints.stream().map(Watched::server).toList()),
                sql.array("text", endpoints.stream().map(Watched::provider).toList()),
                sql.array("text", endpoints.stream().map(Watched::role).toList()));
    }

    private static void forgetOthers(Sql sql, Collection<String> tenants, List<Watched> endpoints) throws SQLException {
        sql.update(
                """
                DELETE FROM endpoint_health h WHERE tenant_id = ANY (?) AND NOT EXISTS (
                  SELECT FROM unnest(?::text[], ?::text[]) AS w(tenant_id, endpoint_id)
                  WHERE w.tenant_id = h.tenant_id AND w.endpoint_id = h.endpoint_id)""",
                sql.array("text", tenants),
                sql.array("text", endpoints.stream().map(Watched::tenantId).toList()),
                sql.array("text", endpoints.stream().map(Watched::endpointId).toList()));
    }

    /// Forgets tenants that are gone.
    void forget(Collection<String> tenants) {
        if (tenants.isEmpty()) {
            return;
        }
        db.run(sql -> {
            sql.update("DELETE FROM endpoint_health WHERE tenant_id = ANY (?)", sql.array("text", tenants));
            sql.update("DELETE FROM roster WHERE tenant_id = ANY (?)", sql.array("text", tenants));
        });
    }

    /// Forgets tenants that are not among them, except those that appeared after the list was read.
    void forgetAllBut(Collection<String> tenants, Instant listedAt) {
        db.run(sql -> {
            var alive = sql.array("text", tenants);
            sql.update("""
                    DELETE FROM endpoint_health AS health
                    WHERE status_since < ? AND NOT EXISTS (
                      SELECT 1 FROM unnest(?::text[]) AS alive (tenant_id) WHERE alive.tenant_id = health.tenant_id)
                    """, listedAt, alive);
            sql.update("""
                    DELETE FROM roster AS r
                    WHERE seen_time < ? AND NOT EXISTS (
                      SELECT 1 FROM unnest(?::text[]) AS alive (tenant_id) WHERE alive.tenant_id = r.tenant_id)
                    """, listedAt, alive);
        });
    }
}
