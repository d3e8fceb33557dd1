package dev.waypost.health.probe;

import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.Trouble;
import dev.waypost.health.verdict.Verdict;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// Verdicts, due times and leases of endpoints.
@Singleton
public class ProbeStore {
    private static final String HEALTH = "tenant_id, endpoint_id, status, cause, failures, successes, settled,"
            + " status_since, last_check_time, last_look_good, last_look_cause, last_look_ms, cause_kind";

    private static final String RECORD = """
            WITH r AS MATERIALIZED (
              SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::bigint[], ?::bigint[], ?::bool[], ?::bool[], ?::text[], ?::bigint[], ?::bigint[], ?::bool[])
                AS r(tenant_id, endpoint_id, epoch, before, status, cause, cause_kind, failures, successes, settled, good,
                  look_cause, look_ms, share, moves)),
            written AS (
              UPDATE endpoint_health h SET
                status_since = CASE WHEN h.status = r.status THEN h.status_since ELSE now() END,
                status = r.status, cause = r.cause, cause_kind = r.cause_kind, failures = r.failures,
                successes = r.successes, settled = r.settled,
                failing_since = CASE WHEN r.good THEN NULL ELSE coalesce(h.failing_since, now()) END,
                last_check_time = now(), last_look_good = r.good, last_look_cause = r.look_cause,
                last_look_ms = r.look_ms,
                next_check_time = now() + h.check_interval_ms * r.share / 1000 * interval '1 ms',
                lease_owner = NULL, lease_until = NULL
              FROM r WHERE h.tenant_id = r.tenant_id AND h.endpoint_id = r.endpoint_id AND h.lease_epoch = r.epoch
              RETURNING h.*, r.before, r.moves),
            changed AS (
              INSERT INTO verdict_change (tenant_id, endpoint_id, status_before, status, cause, cause_kind)
              SELECT tenant_id, endpoint_id, before, status, cause, cause_kind FROM written WHERE before <> status),
            turned AS (
              INSERT INTO failover_turn AS t (tenant_id, due_time)
              SELECT DISTINCT tenant_id, now() FROM written WHERE before <> status AND moves ORDER BY 1
              ON CONFLICT (tenant_id) DO UPDATE SET due_time = now(), version = t.version + 1)
            SELECT * FROM written""";

    private static final int THOUSAND = 1000;

    private final Db db;

    ProbeStore(Db db) {
        this.db = db;
    }

    /// PostgreSQL's clock: the only one that leases and sweeps are measured by.
    public Instant now() {
        return db.read(sql -> sql.one("SELECT clock_timestamp() AS now", row -> row.instant("now")))
                .orElseThrow();
    }

    /// Adds endpoints and renews known ones. A shorter interval brings the next probe closer, a longer one keeps it.
    public void watch(List<Watched> endpoints) {
        db.run(sql -> sql.update(
                """
                INSERT INTO endpoint_health AS known (tenant_id, endpoint_id, check_interval_ms)
                SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[]) ORDER BY 1, 2
                ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET
                  check_interval_ms = excluded.check_interval_ms,
                  next_check_time = LEAST(known.next_check_time, now() + excluded.check_interval_ms * interval '1 ms')
                """,
                sql.array("text", endpoints.stream().map(Watched::tenantId).toList()),
                sql.array("text", endpoints.stream().map(Watched::endpointId).toList()),
                sql.array(
                        "bigint",
                        endpoints.stream().map(e -> e.interval().toMillis()).toList())));
    }

    /// Makes the tenant's endpoints due: what is known of them belongs to an older configuration.
    public void hurry(String tenantId) {
        db.run(sql -> sql.update("UPDATE endpoint_health SET next_check_time = now() WHERE tenant_id = ?", tenantId));
    }

    public int forgetOthers(String tenantId, Collection<String> watchedEndpointIds) {
        return db.tx(sql -> sql.update(
                "DELETE FROM endpoint_health WHERE tenant_id = ? AND endpoint_id <> ALL (?)",
                tenantId,
                sql.array("text", watchedEndpointIds)));
    }

    /// Forgets tenants that are gone, except those that appeared after the list was read.
    public int forgetTenantsBut(Set<String> tenantIds, Instant listedAt) {
        return db.tx(sql -> sql.update("""
                DELETE FROM endpoint_health AS health
                WHERE status_since < ? AND NOT EXISTS (
                  SELECT 1 FROM unnest(?::text[]) AS alive (tenant_id) WHERE alive.tenant_id = health.tenant_id)
                """, listedAt, sql.array("text", tenantIds)));
    }

    /// Takes leases on due endpoints that nobody holds, the longest overdue first.
    public List<Lease> takeDue(String owner, int limit, Duration lease) {
        return db.tx(sql -> sql.list("""
                WITH due AS (
                  SELECT tenant_id AS tenant, endpoint_id AS endpoint FROM endpoint_health
                  WHERE next_check_time <= now() AND (lease_until IS NULL OR lease_until <= now())
                  ORDER BY next_check_time LIMIT ? FOR UPDATE SKIP LOCKED)
                UPDATE endpoint_health SET
                  lease_owner = ?, lease_epoch = lease_epoch + 1, lease_until = now() + ? * interval '1 ms'
                FROM due WHERE tenant_id = tenant AND endpoint_id = endpoint
                RETURNING lease_epoch,
                """ + HEALTH, ProbeStore::lease, limit, owner, lease.toMillis()));
    }

    /// Takes the lease of one endpoint, also from whoever is probing it: a caller who asks now gets the newer look.
    public Lease takeNow(Watched endpoint, String owner, Duration lease) {
        return db.tx(sql -> sql.one(
                        """
                        INSERT INTO endpoint_health AS known
                          (tenant_id, endpoint_id, check_interval_ms, lease_owner, lease_epoch, lease_until)
                        VALUES (?, ?, ?, ?, 1, now() + ? * interval '1 ms')
                        ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET
                          lease_owner = excluded.lease_owner, lease_epoch = known.lease_epoch + 1,
                          lease_until = excluded.lease_until
                        RETURNING lease_epoch,
                        """ + HEALTH,
                        ProbeStore::lease,
                        endpoint.tenantId(),
                        endpoint.endpointId(),
                        endpoint.interval().toMillis(),
                        owner,
                        lease.toMillis()))
                .orElseThrow();
    }

    /// Writes verdicts and gives the leases back, in one statement; empty where the lease was lost, and then nothing
    /// changed. A changed status is written down with it, and so is that somebody has to think about the traffic.
    public List<Optional<EndpointHealth>> record(List<Seen> batch) {
        List<Seen> sorted = batch.stream()
                .sorted(Comparator.comparing((Seen seen) -> key(seen.lease().health())))
                .toList();
        Map<String, EndpointHealth> written = new HashMap<>();
        db.statement(sql -> sql.list(
                        RECORD,
                        ProbeStore::health,
                        texts(sql, sorted, seen -> seen.lease().health().tenantId()),
                        texts(sql, sorted, seen -> seen.lease().health().endpointId()),
                        longs(sql, sorted, seen -> seen.lease().epoch()),
                        texts(
                                sql,
                                sorted,
                                seen -> seen.lease().health().verdict().status().name()),
                        texts(sql, sorted, seen -> seen.verdict().status().name()),
                        texts(sql, sorted, seen -> seen.verdict().cause()),
                        texts(sql, sorted, seen -> seen.verdict().trouble().name()),
                        longs(sql, sorted, seen -> seen.verdict().failures()),
                        longs(sql, sorted, seen -> seen.verdict().successes()),
                        flags(sql, sorted, seen -> seen.verdict().settled()),
                        flags(sql, sorted, seen -> seen.look().good()),
                        texts(sql, sorted, seen -> seen.look().cause()),
                        longs(sql, sorted, seen -> seen.look().latency().toMillis()),
                        longs(sql, sorted, seen -> Math.round((1 - seen.earlier()) * THOUSAND)),
                        flags(sql, sorted, Seen::moves)))
                .forEach(health -> written.put(key(health), health));
        return batch.stream()
                .map(seen -> Optional.ofNullable(written.get(key(seen.lease().health()))))
                .toList();
    }

    private static String key(EndpointHealth health) {
        return health.tenantId() + '/' + health.endpointId();
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

    /// Somebody has to think about the tenant's traffic: something else than a verdict changed.
    public void reconsider(String tenantId) {
        db.run(sql -> sql.update("""
                INSERT INTO failover_turn AS t (tenant_id, due_time) VALUES (?, now())
                ON CONFLICT (tenant_id) DO UPDATE SET due_time = now(), version = t.version + 1
                """, tenantId));
    }

    /// Gives the lease back without a verdict; the endpoint is due again after its interval.
    public void putOff(Lease lease) {
        db.run(sql -> sql.update("""
                UPDATE endpoint_health SET
                  next_check_time = now() + check_interval_ms * interval '1 ms', lease_owner = NULL, lease_until = NULL
                WHERE tenant_id = ? AND endpoint_id = ? AND lease_epoch = ?
                """, lease.health().tenantId(), lease.health().endpointId(), lease.epoch()));
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
        return db.read(sql -> sql.list(
                "SELECT " + HEALTH + """
                         FROM endpoint_health
                        WHERE (tenant_id, endpoint_id) > (?, ?) AND (?::text = '' OR status = ?)
                          AND (? OR tenant_id = ANY (?))
                        ORDER BY tenant_id, endpoint_id LIMIT ?
                        """,
                ProbeStore::health,
                afterTenant,
                afterEndpoint,
                filter.status(),
                filter.status(),
                filter.tenantIds().isEmpty(),
                sql.array("text", filter.tenantIds()),
                limit));
    }

    private static Lease lease(Row row) throws SQLException {
        return new Lease(health(row), row.longValue("lease_epoch"));
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
                        Duration.ofMillis(row.longValue("last_look_ms"))));
    }
}
