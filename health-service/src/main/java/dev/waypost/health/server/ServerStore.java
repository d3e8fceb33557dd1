package dev.waypost.health.server;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
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
              coalesce(s.drain_cause, '') AS drain_cause, coalesce(t.sent, 0) AS sent, coalesce(t.failed, 0) AS failed,
              300 + extract(epoch FROM now())::bigint %% 60 AS seconds
            FROM (
              SELECT server, string_agg(DISTINCT provider, ',') AS providers, count(DISTINCT tenant_id) AS tenants,
                count(*) AS endpoints, count(*) FILTER (WHERE role = 'ACTIVE') AS carrying,
                count(*) FILTER (WHERE status = 'HEALTHY') AS healthy,
                count(*) FILTER (WHERE status = 'DEGRADED') AS degraded,
                count(*) FILTER (WHERE status = 'UNHEALTHY') AS unhealthy,
                coalesce(avg(last_look_ms) FILTER (WHERE last_check_time IS NOT NULL), 0)::bigint AS probe_ms
              FROM endpoint_health WHERE server <> '' %s GROUP BY server) AS e
            FULL JOIN (SELECT * FROM server_state WHERE true %s) AS s ON s.server = e.server
            LEFT JOIN (
              SELECT h.server, sum(t.sent)::bigint AS sent,
                sum(t.unreachable + t.refused + t.sessionless)::bigint AS failed
              FROM endpoint_traffic t JOIN endpoint_health h ON h.tenant_id = t.tenant_id AND h.endpoint_id = t.endpoint_id
              WHERE t.minute >= floor(extract(epoch FROM now()) / 60)::bigint - 5 AND h.server <> '' %s
              GROUP BY h.server) AS t ON t.server = e.server
            ORDER BY 1 LIMIT ?""";

    private final Db db;

    ServerStore(Db db) {
        this.db = db;
    }

    /// By name, after the given one.
    List<ServerLoad> list(String after, int limit) {
        return db.read(sql -> sql.list(loads("AND %s > ?"), ServerStore::load, after, after, after, limit));
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

    /// That a server is being drained.
    record Drain(Instant since, String cause) {}

    Optional<Drain> drain(String server) {
        return db.read(sql -> sql.one(
                "SELECT drain_since, drain_cause FROM server_state WHERE server = ? AND drain_since IS NOT NULL",
                row -> new Drain(row.instant("drain_since"), row.string("drain_cause")),
                server));
    }

    Set<String> drained() {
        return new HashSet<>(db.read(sql -> sql.list(
                "SELECT server FROM server_state WHERE drain_since IS NOT NULL", row -> row.string("server"))));
    }

    /// Whoever decides at this moment by what was so before decides anew: its turn has another version.
    private static int due(Sql sql, String server) throws SQLException {
        return sql.update("""
                INSERT INTO failover_turn AS t (tenant_id, due_time)
                SELECT DISTINCT tenant_id, now() FROM endpoint_health WHERE server = ? ORDER BY 1
                ON CONFLICT (tenant_id) DO UPDATE SET due_time = now(), version = t.version + 1""", server);
    }

    private static ServerLoad find(Sql sql, String server) throws SQLException {
        Optional<ServerLoad> found = sql.one(loads("AND %s = ?"), ServerStore::load, server, server, server, 1);
        return found.orElseGet(() -> ServerLoad.empty(server));
    }

    private static String loads(String which) {
        return LOADS.formatted(which.formatted("server"), which.formatted("server"), which.formatted("h.server"));
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
                row.longValue("sent") + row.longValue("failed"),
                row.longValue("failed"),
                (double) row.longValue("sent") / row.longValue("seconds"),
                row.intValue("capacity"),
                row.instantOrNull("drain_since"),
                row.string("drain_cause"));
    }
}
