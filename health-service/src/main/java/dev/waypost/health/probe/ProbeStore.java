package dev.waypost.health.probe;

import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.Trouble;
import dev.waypost.health.verdict.Verdict;
import dev.waypost.lanes.LaneSql;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.providers.NumberFacts;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// Verdicts, and what it takes to write the next one.
@Singleton
public class ProbeStore {
    static final String QUEUE = "probe";

    private static final String HEALTH =
            "tenant_id, endpoint_id, status, cause, cause_kind, failures, successes, settled,"
                    + " status_since, last_check_time, last_look_good, last_look_cause, last_look_ms, server, quality,"
                    + " throughput, messaging_limit";

    private static final String TARGET = HEALTH + ", check_interval_ms, group_key, lane, version,"
            + " CASE WHEN last_check_time IS NULL THEN -1"
            + " ELSE greatest(0, extract(epoch FROM now() - last_check_time) * 1000)::bigint END AS look_age_ms";

    /// A verdict counts when nobody else's was written since the look began from, and the lane is still ours.
    private static final String RECORD = "WITH held AS (" + LaneSql.HELD_LANES + """
            ), r AS MATERIALIZED (
              SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::int[], ?::bigint[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::bigint[], ?::bigint[], ?::bool[], ?::bool[], ?::text[], ?::bigint[], ?::text[], ?::text[],
                ?::text[], ?::bool[])
                AS r(tenant_id, endpoint_id, version, lane, epoch, before, status, cause, cause_kind, failures, successes,
                  settled, good, look_cause, look_ms, quality, throughput, messaging_limit, moves)),
            written AS (
              UPDATE endpoint_health h SET
                version = h.version + 1,
                status_since = CASE WHEN h.status = r.status THEN h.status_since ELSE now() END,
                status = r.status, cause = r.cause, cause_kind = r.cause_kind, failures = r.failures,
                successes = r.successes, settled = r.settled,
                failing_since = CASE WHEN r.good THEN NULL ELSE coalesce(h.failing_since, now()) END,
                last_check_time = now(), last_look_good = r.good, last_look_cause = r.look_cause,
                last_look_ms = r.look_ms, quality = coalesce(r.quality, h.quality),
                throughput = coalesce(r.throughput, h.throughput),
                messaging_limit = coalesce(r.messaging_limit, h.messaging_limit)
              FROM r WHERE h.tenant_id = r.tenant_id AND h.endpoint_id = r.endpoint_id AND h.version = r.version
                AND (r.epoch < 0 OR (r.lane, r.epoch) IN (SELECT lane, epoch FROM held))
              RETURNING h.*, r.before, r.moves),
            changed AS (
              INSERT INTO verdict_change (tenant_id, endpoint_id, status_before, status, cause, cause_kind)
              SELECT tenant_id, endpoint_id, before, status, cause, cause_kind FROM written WHERE before <> status),
            turned AS (
              INSERT INTO failover_turn AS t (tenant_id, due_time)
              SELECT DISTINCT tenant_id, now() FROM written WHERE before <> status AND moves ORDER BY 1
              ON CONFLICT (tenant_id) DO UPDATE SET due_time = now(), version = t.version + 1)
            SELECT """ + " " + TARGET + " FROM written";

    private final Db db;

    ProbeStore(Db db) {
        this.db = db;
    }

    /// Everything in these lanes.
    List<Target> load(Collection<Integer> lanes) {
        return db.read(sql -> sql.list(
                "SELECT " + TARGET + " FROM endpoint_health WHERE lane = ANY (?)",
                ProbeStore::target,
                sql.array("int4", lanes)));
    }

    /// Up to where all news from the configuration is committed by now.
    long newsUntil() {
        return db.read(sql -> sql.one(
                        "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS until",
                        row -> row.longValue("until")))
                .orElseThrow();
    }

    /// What the configuration changed since, in any lane.
    List<Target> news(long since, long until, int limit, String afterTenant, String afterEndpoint) {
        return db.read(sql -> sql.list(
                "SELECT " + TARGET + """
                         FROM endpoint_health WHERE config_xid >= ? AND config_xid < ?
                          AND (tenant_id, endpoint_id) > (?, ?)
                        ORDER BY tenant_id, endpoint_id LIMIT ?
                        """, ProbeStore::target, since, until, afterTenant, afterEndpoint, limit));
    }

    /// What is known of an endpoint now; from here on there is a row of it.
    public Target current(Watched watched) {
        return db.tx(sql -> {
            sql.update(
                    """
                    INSERT INTO endpoint_health (tenant_id, endpoint_id, check_interval_ms, group_key, lane, server,
                      provider, role)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                    watched.tenantId(),
                    watched.endpointId(),
                    watched.interval().toMillis(),
                    watched.group(),
                    watched.lane(),
                    watched.server(),
                    watched.provider(),
                    watched.role());
            return sql.one(
                            "SELECT " + TARGET + " FROM endpoint_health WHERE tenant_id = ? AND endpoint_id = ?",
                            ProbeStore::target,
                            watched.tenantId(),
                            watched.endpointId())
                    .orElseThrow();
        });
    }

    /// Writes verdicts, in one statement; empty where somebody else was faster or the lane was lost, and then
    /// nothing changed. A changed status is written down with it, and so is that somebody has to think about
    /// the traffic.
    public List<Optional<Target>> record(List<Seen> batch) {
        List<Seen> sorted = batch.stream()
                .sorted(Comparator.comparing((Seen seen) -> seen.target().key()))
                .toList();
        Map<String, Target> written = new HashMap<>();
        db.statement(sql -> sql.list(RECORD, ProbeStore::target, arguments(sql, sorted)))
                .forEach(target -> written.put(target.key(), target));
        return batch.stream()
                .map(seen -> Optional.ofNullable(written.get(seen.target().key())))
                .toList();
    }

    /// What is known of them now, by key; what is gone is absent.
    Map<String, Target> again(List<Target> targets) {
        Map<String, Target> found = new HashMap<>();
        db.read(sql -> sql.list(
                        "SELECT " + TARGET + " FROM endpoint_health WHERE (tenant_id, endpoint_id) IN"
                                + " (SELECT * FROM unnest(?::text[], ?::text[]))",
                        ProbeStore::target,
                        sql.array("text", targets.stream().map(Target::tenantId).toList()),
                        sql.array(
                                "text", targets.stream().map(Target::endpointId).toList())))
                .forEach(target -> found.put(target.key(), target));
        return found;
    }

    public Optional<EndpointHealth> find(String tenantId, String endpointId) {
        return db.read(sql -> sql.one(
                "SELECT " + HEALTH + " FROM endpoint_health WHERE tenant_id = ? AND endpoint_id = ?",
                ProbeStore::health,
                tenantId,
                endpointId));
    }

    /// A page in the order of (tenant, endpoint), starting after the given pair.
    public List<EndpointHealth> list(HealthFilter filter, String afterTenant, String afterEndpoint, int limit) {
        var arguments = new ArrayList<Object>();
        String from = "endpoint_health";
        if (!filter.server().isEmpty()) {
            // Found by its index first: in the order of tenants, one server's endpoints are few among all.
            from = "(SELECT * FROM endpoint_health WHERE server = ? OFFSET 0) AS there";
            arguments.add(filter.server());
        }
        String query = "SELECT " + HEALTH + " FROM " + from
                + " WHERE (tenant_id, endpoint_id) > (?, ?) AND (?::text = '' OR status = ?)"
                + " AND (? OR tenant_id = ANY (?)) ORDER BY tenant_id, endpoint_id LIMIT ?";
        return db.read(sql -> {
            arguments.addAll(List.of(
                    afterTenant,
                    afterEndpoint,
                    filter.status(),
                    filter.status(),
                    filter.tenantIds().isEmpty(),
                    sql.array("text", filter.tenantIds()),
                    limit));
            return sql.list(query, ProbeStore::health, arguments.toArray());
        });
    }

    /// How many endpoints have which status.
    ///
    /// @param tenantIds only of these; empty for all
    public Map<HealthStatus, Long> counts(Set<String> tenantIds) {
        var counts = new EnumMap<HealthStatus, Long>(HealthStatus.class);
        db.read(sql -> sql.list(
                        "SELECT status, count(*) AS endpoints FROM endpoint_health WHERE ? OR tenant_id = ANY (?)"
                                + " GROUP BY status",
                        row -> Map.entry(HealthStatus.valueOf(row.string("status")), row.longValue("endpoints")),
                        tenantIds.isEmpty(),
                        sql.array("text", tenantIds)))
                .forEach(one -> counts.put(one.getKey(), one.getValue()));
        return counts;
    }

    private static Object[] arguments(Sql sql, List<Seen> batch) throws SQLException {
        List<Seen> leased = batch.stream().filter(seen -> seen.laneEpoch() >= 0).toList();
        return new Object[] {
            sql.array("int4", leased.stream().map(seen -> seen.target().lane()).toList()),
            longs(sql, leased, Seen::laneEpoch),
            QUEUE,
            texts(sql, batch, seen -> seen.target().tenantId()),
            texts(sql, batch, seen -> seen.target().endpointId()),
            longs(sql, batch, seen -> seen.target().version()),
            sql.array("int4", batch.stream().map(seen -> seen.target().lane()).toList()),
            longs(sql, batch, Seen::laneEpoch),
            texts(sql, batch, seen -> seen.target().health().verdict().status().name()),
            texts(sql, batch, seen -> seen.verdict().status().name()),
            texts(sql, batch, seen -> seen.verdict().cause()),
            texts(sql, batch, seen -> seen.verdict().trouble().name()),
            longs(sql, batch, seen -> seen.verdict().failures()),
            longs(sql, batch, seen -> seen.verdict().successes()),
            flags(sql, batch, seen -> seen.verdict().settled()),
            flags(sql, batch, seen -> seen.look().good()),
            texts(sql, batch, seen -> seen.look().cause()),
            longs(sql, batch, seen -> seen.look().latency().toMillis()),
            facts(sql, batch, NumberFacts::quality),
            facts(sql, batch, NumberFacts::throughput),
            facts(sql, batch, NumberFacts::messagingLimit),
            flags(sql, batch, Seen::moves)
        };
    }

    /// Null where nothing was told, so that what was known stays.
    private static Array facts(
            Sql sql, List<Seen> batch, Function<NumberFacts, @org.jspecify.annotations.Nullable String> fact)
            throws SQLException {
        List<@org.jspecify.annotations.Nullable String> told = new java.util.ArrayList<>(batch.size());
        for (Seen seen : batch) {
            NumberFacts facts = seen.look().facts();
            String said = facts == null ? null : fact.apply(facts);
            told.add(facts == null ? null : said == null ? "" : said);
        }
        return sql.array("text", told);
    }

    private static Array texts(Sql sql, List<Seen> batch, Function<Seen, String> field) throws SQLException {
        return sql.array("text", batch.stream().map(field).toList());
    }

    private static Array longs(Sql sql, List<Seen> batch, ToLongFunction<Seen> field) throws SQLException {
        return sql.array("int8", batch.stream().mapToLong(field).boxed().toList());
    }

    private static Array flags(Sql sql, List<Seen> batch, Predicate<Seen> field) throws SQLException {
        return sql.array("bool", batch.stream().map(field::test).toList());
    }

    private static Target target(Row row) throws SQLException {
        long age = row.longValue("look_age_ms");
        return new Target(
                health(row),
                Duration.ofMillis(row.longValue("check_interval_ms")),
                row.string("group_key"),
                row.intValue("lane"),
                row.longValue("version"),
                age < 0 ? null : Duration.ofMillis(age));
    }

    private static EndpointHealth health(Row row) throws SQLException {
        return new EndpointHealth(
                row.string("tenant_id"),
                row.string("endpoint_id"),
                new Verdict(
                        HealthStatus.valueOf(row.string("status")),
                        row.string("cause"),
                        Trouble.valueOf(row.string("cause_kind")),
                        row.intValue("failures"),
                        row.intValue("successes"),
                        row.bool("settled")),
                row.instantOrNull("status_since"),
                row.instantOrNull("last_check_time"),
                new Look(
                        row.bool("last_look_good"),
                        row.string("last_look_cause"),
                        Duration.ofMillis(row.longValue("last_look_ms")),
                        new NumberFacts(
                                row.string("quality"), row.string("throughput"), row.string("messaging_limit"))),
                row.string("server"));
    }
}
