package dev.waypost.health.server;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is known of servers, and what people say of them.
@Singleton
class ServerStore {
    private static final String LOADS = """
            SELECT coalesce(e.server, s.server) AS server, coalesce(e.providers, '') AS providers,
              coalesce(e.tenants, 0) AS tenants, coalesce(e.endpoints, 0) AS endpoints,
              coalesce(e.carrying, 0) AS carrying, coalesce(e.healthy, 0) AS healthy,
              coalesce(e.degraded, 0) AS degraded, coalesce(e.unhealthy, 0) AS unhealthy,
              coalesce(e.probe_ms, 0) AS probe_ms, coalesce(s.capacity, 0) AS capacity, s.drain_since,
              coalesce(s.drain_cause, '') AS drain_cause
            FROM (
              SELECT server, string_agg(DISTINCT provider, ',') AS providers, count(DISTINCT tenant_id) AS tenants,
                count(*) AS endpoints, count(*) FILTER (WHERE role = 'ACTIVE') AS carrying,
                count(*) FILTER (WHERE status = 'HEALTHY') AS healthy,
                count(*) FILTER (WHERE status = 'DEGRADED') AS degraded,
                count(*) FILTER (WHERE status = 'UNHEALTHY') AS unhealthy,
                coalesce(avg(last_look_ms) FILTER (WHERE last_check_time IS NOT NULL), 0)::bigint AS probe_ms
              FROM endpoint_health WHERE server <> '' %s GROUP BY server) AS e
            FULL JOIN (SELECT * FROM server_state WHERE true %s) AS s ON s.server = e.server
            ORDER BY 1 LIMIT ?""";

    private final Db db;

    ServerStore(Db db) {
        this.db = db;
    }

    /// By name, after the given one.
    List<ServerLoad> list(String after, int limit) {
        return db.read(sql ->
                sql.list(LOADS.formatted("AND server > ?", "AND server > ?"), ServerStore::load, after, after, limit));
    }

    ServerLoad find(String server) {
        return db.read(sql -> find(sql, server));
    }

    ServerLoad capacity(String server, int capacity) {
        return db.tx(sql -> {
            sql.update("""
                    INSERT INTO server_state (server, capacity) VALUES (?, ?)
                    ON CONFLICT (server) DO UPDATE SET capacity = excluded.capacity""", server, capacity);
            return find(sql, server);
        });
    }

    /// Marks the server, and makes everybody due whose traffic can leave it. Once more changes nothing but
    /// that.
    ///
    /// @return how many tenants that are
    int drain(String server, String cause, String who) {
        return db.tx(sql -> {
            sql.update("""
                    INSERT INTO server_state AS s (server, drain_since, drain_cause, drained_by) VALUES (?, now(), ?, ?)
                    ON CONFLICT (server) DO UPDATE SET drain_since = coalesce(s.drain_since, now()),
                      drain_cause = CASE WHEN s.drain_since IS NULL THEN excluded.drain_cause ELSE s.drain_cause END,
                      drained_by = CASE WHEN s.drain_since IS NULL THEN excluded.drained_by ELSE s.drained_by END""", server, cause, who);
            return due(sql, server);
        });
    }

    void restore(String server) {
        db.run(sql -> {
            sql.update("UPDATE server_state SET drain_since = NULL, drain_cause = '' WHERE server = ?", server);
            due(sql, server);
        });
    }

    Set<String> drained() {
        return new HashSet<>(db.read(sql -> sql.list(
                "SELECT server FROM server_state WHERE drain_since IS NOT NULL", row -> row.string("server"))));
    }

    /// Later than [DrainedServers] may still say the opposite, and never sooner because of a version.
    private static int due(Sql sql, String server) throws SQLException {
        return sql.update("""
                INSERT INTO failover_turn AS t (tenant_id, due_time)
                SELECT DISTINCT tenant_id, now() + interval '1500 ms' FROM endpoint_health WHERE server = ? ORDER BY 1
                ON CONFLICT (tenant_id) DO UPDATE SET due_time = excluded.due_time""", server);
    }

    private static ServerLoad find(Sql sql, String server) throws SQLException {
        Optional<ServerLoad> found =
                sql.one(LOADS.formatted("AND server = ?", "AND server = ?"), ServerStore::load, server, server, 1);
        return found.orElseGet(() -> ServerLoad.empty(server));
    }

    private static ServerLoad load(Row row) throws SQLException {
        String providers = row.string("providers");
        return new ServerLoad(
                row.string("server"),
                providers.isEmpty() ? Set.of() : Set.of(providers.split(",")),
                row.longValue("tenants"),
                row.longValue("endpoints"),
                row.longValue("carrying"),
                row.longValue("healthy"),
                row.longValue("degraded"),
                row.longValue("unhealthy"),
                row.longValue("probe_ms"),
                row.intValue("capacity"),
                row.instantOrNull("drain_since"),
                row.string("drain_cause"));
    }
}
