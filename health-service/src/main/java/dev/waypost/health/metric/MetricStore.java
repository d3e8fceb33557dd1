package dev.waypost.health.metric;

import dev.waypost.health.metric.Rolled.Place;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.tally.TallyBatch;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Statistics by the hour, in PostgreSQL.
@Singleton
class MetricStore {
    private static final String KNOWN = """
            SELECT h.tenant_id, h.endpoint_id, h.hour, h.counts
            FROM unnest(?::text[], ?::text[], ?::bigint[]) AS k(tenant_id, endpoint_id, hour)
            CROSS JOIN LATERAL (SELECT * FROM metric_hour WHERE tenant_id = k.tenant_id AND hour = k.hour
              AND endpoint_id = k.endpoint_id OFFSET 0) AS h""";

    private static final String WRITE = """
            INSERT INTO metric_hour (tenant_id, endpoint_id, hour, counts, received_time)
            SELECT t, e, h, c, to_timestamp(r) FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[])
              AS n(t, e, h, c, r)
            ON CONFLICT (tenant_id, hour, endpoint_id) DO UPDATE SET counts = excluded.counts,
              received_time = coalesce(excluded.received_time, metric_hour.received_time)""";

    private static final String HOURS = """
            SELECT h.tenant_id, h.endpoint_id, h.hour, h.counts FROM unnest(?::text[]) AS t(id)
            CROSS JOIN LATERAL (SELECT * FROM metric_hour WHERE tenant_id = t.id AND hour BETWEEN ? AND ? OFFSET 0) AS h""";

    private static final String EXPORT = """
            SELECT tenant_id, endpoint_id, hour, counts FROM metric_hour
            WHERE (tenant_id, hour, endpoint_id) > (?, ?, ?) AND tenant_id <> '' AND (? OR tenant_id = ANY(?))
              AND hour BETWEEN ? AND ?
            ORDER BY tenant_id, hour, endpoint_id LIMIT ?""";

    private final Db db;

    MetricStore(Db db) {
        this.db = db;
    }

    /// Statistics of one endpoint in one hour.
    record Hour(String tenantId, String endpointId, long hour, Numbers numbers) {}

    /// Adds each batch once. Empty when another process is at it.
    Optional<Rolled> roll(List<TallyBatch> batches) {
        return db.tx(sql -> {
            // A process that is stopped in the middle must not hold up the others.
            sql.update("SET LOCAL idle_in_transaction_session_timeout = '10s'");
            if (sql.one("SELECT id FROM metric_turn WHERE id = 1 FOR UPDATE SKIP LOCKED", row -> row.intValue("id"))
                    .isEmpty()) {
                return Optional.empty();
            }
            Rolled rolled = Rolled.of(batches, sequences(sql, batches));
            if (!rolled.processes().isEmpty()) {
                add(sql, rolled.hours(), rolled.received());
                sql.update(
                        """
                        INSERT INTO metric_process (process, sequence) SELECT * FROM unnest(?::text[], ?::bigint[])
                        ON CONFLICT (process) DO UPDATE SET sequence = excluded.sequence, seen_time = now()""",
                        sql.array("text", rolled.processes().keySet()),
                        sql.array("int8", rolled.processes().values()));
            }
            return Optional.of(rolled);
        });
    }

    private static Map<String, Long> sequences(Sql sql, List<TallyBatch> batches) throws SQLException {
        Map<String, Long> known = new HashMap<>();
        sql.list(
                        "SELECT process, sequence FROM metric_process WHERE process = ANY(?)",
                        row -> Map.entry(row.string("process"), row.longValue("sequence")),
                        sql.array(
                                "text",
                                batches.stream()
                                        .map(TallyBatch::process)
                                        .distinct()
                                        .toList()))
                .forEach(entry -> known.put(entry.getKey(), entry.getValue()));
        return known;
    }

    private static void add(Sql sql, Map<Place, Numbers> hours, Map<Place, Long> received) throws SQLException {
        List<Map.Entry<Place, Numbers>> sorted = Rolled.sorted(hours);
        Array tenants = sql.array(
                "text", sorted.stream().map(e -> e.getKey().tenantId()).toList());
        Array endpoints = sql.array(
                "text", sorted.stream().map(e -> e.getKey().endpointId()).toList());
        Array times =
                sql.array("int8", sorted.stream().map(e -> e.getKey().time()).toList());
        sql.list(KNOWN, MetricStore::hour, tenants, endpoints, times)
                .forEach(known -> hours.getOrDefault(
                                new Place(known.tenantId(), known.endpointId(), known.hour()), new Numbers())
                        .add(known.numbers()));
        sql.update(
                WRITE,
                tenants,
                endpoints,
                times,
                sql.array("text", sorted.stream().map(e -> e.getValue().write()).toList()),
                sql.array(
                        "int8",
                        sorted.stream().map(e -> received.get(e.getKey())).toList()));
    }

    /// @param until included
    List<Hour> hours(Collection<String> tenants, long from, long until) {
        return db.read(sql -> sql.list(HOURS, MetricStore::hour, sql.array("text", tenants), from, until));
    }

    /// Tenants of whom something was ever counted, by id.
    ///
    /// @param among empty for all
    List<String> tenants(Collection<String> among, String after, int most) {
        return db.read(sql ->
                sql.list("""
                SELECT DISTINCT tenant_id FROM metric_hour
                WHERE hour = 0 AND tenant_id > ? AND (? OR tenant_id = ANY(?)) ORDER BY tenant_id LIMIT ?""", row -> row.string("tenant_id"), after, among.isEmpty(), sql.array("text", among), most));
    }

    /// How many tenants had any traffic.
    long active(Collection<String> among, long from, long until) {
        return db.read(sql ->
                        sql.one("""
                        SELECT count(DISTINCT tenant_id) AS n FROM metric_hour
                        WHERE hour BETWEEN ? AND ? AND tenant_id <> '' AND (? OR tenant_id = ANY(?))""", row -> row.longValue("n"), from, until, among.isEmpty(), sql.array("text", among)))
                .orElse(0L);
    }

    /// The next ones in order, for whoever copies all.
    List<Hour> after(Hour last, Collection<String> among, long from, long until, int most) {
        return db.read(sql -> sql.list(
                EXPORT,
                MetricStore::hour,
                last.tenantId(),
                last.hour(),
                last.endpointId(),
                among.isEmpty(),
                sql.array("text", among),
                from,
                until,
                most));
    }

    /// Endpoints that work now.
    long connected(Collection<String> among) {
        return db.read(sql -> sql.one("""
                        SELECT count(*) AS n FROM endpoint_health
                        WHERE status NOT IN ('UNKNOWN', 'UNHEALTHY') AND (? OR tenant_id = ANY(?))""", row -> row.longValue("n"), among.isEmpty(), sql.array("text", among)))
                .orElse(0L);
    }

    /// Forgets hours before `hour`, some at a time.
    int forget(long hour, int most) {
        return db.tx(sql -> {
            sql.update("DELETE FROM metric_process WHERE seen_time < now() - interval '2 days'");
            return sql.update("""
                    DELETE FROM metric_hour WHERE ctid = ANY(ARRAY(
                      SELECT ctid FROM metric_hour WHERE hour > 0 AND hour < ? LIMIT ?))""", hour, most);
        });
    }

    private static Hour hour(Row row) throws SQLException {
        return new Hour(
                row.string("tenant_id"),
                row.string("endpoint_id"),
                row.longValue("hour"),
                Numbers.parse(row.string("counts")));
    }
}
