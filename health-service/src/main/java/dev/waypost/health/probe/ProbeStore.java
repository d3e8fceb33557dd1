package dev.waypost.health.probe;

import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.Verdict;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Verdicts, due times and leases of endpoints.
@Singleton
public class ProbeStore {
    private static final String HEALTH = "tenant_id, endpoint_id, status, cause, failures, successes, settled,"
            + " status_since, last_check_time, last_look_good, last_look_cause, last_look_ms";

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

    /// Writes a verdict and gives the lease back; empty when the lease was lost, and then nothing changed.
    ///
    /// @param earlier share of the interval by which the next probe comes early, so that endpoints spread out
    public Optional<EndpointHealth> record(Lease lease, Verdict verdict, Look look, double earlier) {
        return db.tx(sql -> sql.one(
                """
                UPDATE endpoint_health SET
                  status_since = CASE WHEN status = ? THEN status_since ELSE now() END,
                  status = ?, cause = ?, failures = ?, successes = ?, settled = ?,
                  last_check_time = now(), last_look_good = ?, last_look_cause = ?, last_look_ms = ?,
                  next_check_time = now() + check_interval_ms * ?::float8 * interval '1 ms',
                  lease_owner = NULL, lease_until = NULL
                WHERE tenant_id = ? AND endpoint_id = ? AND lease_epoch = ?
                RETURNING
                """ + HEALTH,
                ProbeStore::health,
                verdict.status().name(),
                verdict.status().name(),
                verdict.cause(),
                verdict.failures(),
                verdict.successes(),
                verdict.settled(),
                look.good(),
                look.cause(),
                look.latency().toMillis(),
                1 - earlier,
                lease.health().tenantId(),
                lease.health().endpointId(),
                lease.epoch()));
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
