package dev.waypost.config.snapshot;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.document.Documents;
import dev.waypost.configclient.EndpointRole;
import dev.waypost.configclient.SealedSnapshot;
import dev.waypost.configclient.SealedSnapshot.SealedEndpoint;
import dev.waypost.configclient.SealedSnapshot.SealedGateway;
import dev.waypost.configclient.SealedSnapshot.SealedPolicy;
import dev.waypost.configclient.SealedSnapshot.SealedPrevious;
import dev.waypost.configclient.SealedSnapshot.SealedProject;
import dev.waypost.configclient.SealedSnapshot.SealedUntil;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what a snapshot consists of, and keeps what was published.
@Singleton
final class SnapshotStore {
    private static final TypeReference<TenantPolicy> POLICY = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private static final String ENDPOINTS = """
            SELECT e.*, a.app_secret AS hub_secret, a.verify_token AS hub_token FROM endpoint e
            LEFT JOIN app a ON a.app_id = e.app_id
            WHERE e.tenant_id = ANY(?) ORDER BY e.role <> 'ACTIVE', e.priority, e.endpoint_id""";

    /// A project that belongs to another tenant never gets this tenant's events, whatever it was mapped to.
    private static final String PROJECTS = """
            SELECT n.tenant_id AS reader, m.phone_number_id, m.priority, p.* FROM (
                SELECT tenant_id, phone_number_id AS number FROM phone_number WHERE tenant_id = ANY(?)
                UNION SELECT tenant_id, phone_number_id FROM endpoint
                    WHERE tenant_id = ANY(?) AND phone_number_id IS NOT NULL
                UNION SELECT tenant_id, endpoint_id FROM endpoint WHERE tenant_id = ANY(?)) n
            JOIN mapping m ON m.phone_number_id = n.number JOIN project p USING (project_id)
            WHERE (p.tenant_id IS NULL OR p.tenant_id = n.tenant_id)
              AND NOT EXISTS (
                  SELECT FROM phone_number x WHERE x.phone_number_id = m.phone_number_id AND NOT x.active)
            UNION ALL
            SELECT g.tenant_id, 'gateway/' || g.gateway_id, 0, p.* FROM gateway g
            JOIN project p ON p.project_id = g.default_project_id
            WHERE g.tenant_id = ANY(?) AND (p.tenant_id IS NULL OR p.tenant_id = g.tenant_id)
            UNION ALL
            SELECT c.tenant_id, 'gateway/' || c.gateway_id || '/users', 0, p.*
            FROM (SELECT DISTINCT tenant_id, gateway_id FROM gateway_code WHERE tenant_id = ANY(?)) c
            JOIN project p ON p.tenant_id = c.tenant_id
            ORDER BY priority DESC, project_id, phone_number_id""";

    private static final String GATEWAYS = """
            SELECT r.reader, g.*, ARRAY(SELECT code_key FROM gateway_code c
                WHERE c.gateway_id = g.gateway_id AND c.tenant_id = r.reader ORDER BY code_key) AS codes
            FROM (SELECT tenant_id AS reader, gateway_id FROM gateway WHERE tenant_id = ANY(?)
                UNION SELECT tenant_id, gateway_id FROM gateway_code WHERE tenant_id = ANY(?)) r
            JOIN gateway g USING (gateway_id) ORDER BY g.gateway_id""";

    private record Head(
            String tenantId,
            String name,
            TenantState state,
            long revision,
            TenantPolicy policy,
            Instant created,
            Instant updated) {}

    private final Db db;
    private final InstantSource clock;

    SnapshotStore(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /// The tenant as it is now.
    Optional<SealedSnapshot> read(String tenantId) {
        return Optional.ofNullable(read(List.of(tenantId)).get(tenantId));
    }

    /// These tenants, by id, all as they are at one moment; those that do not exist are left out.
    Map<String, SealedSnapshot> read(Collection<String> tenantIds) {
        return db.tx(sql -> {
            sql.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            return read(sql, tenantIds);
        });
    }

    private Map<String, SealedSnapshot> read(Sql sql, Collection<String> tenantIds) throws SQLException {
        Array ids = sql.array("text", tenantIds);
        List<Head> heads = sql.list("SELECT * FROM tenant WHERE tenant_id = ANY(?)", SnapshotStore::head, ids);
        if (heads.isEmpty()) {
            return Map.of();
        }
        Map<String, List<SealedEndpoint>> endpoints = grouped(sql, ENDPOINTS, "tenant_id", this::endpoint, ids);
        Map<String, List<SealedProject>> projects =
                grouped(sql, PROJECTS, "reader", this::project, ids, ids, ids, ids, ids);
        Map<String, List<SealedGateway>> gateways =
                grouped(sql, GATEWAYS, "reader", row -> gateway(row, row.string("reader")), ids, ids);
        var found = new HashMap<String, SealedSnapshot>();
        for (Head head : heads) {
            String id = head.tenantId();
            found.put(
                    id,
                    snapshot(
                            head,
                            endpoints.getOrDefault(id, List.of()),
                            projects.getOrDefault(id, List.of()),
                            gateways.getOrDefault(id, List.of())));
        }
        return found;
    }

    /// The rows by the tenant that reads them, each tenant's in the order of the statement.
    private static <T> Map<String, List<T>> grouped(
            Sql sql, String statement, String key, Row.Mapper<T> mapper, @Nullable Object... arguments)
            throws SQLException {
        var all = new HashMap<String, List<T>>();
        sql.list(
                statement,
                row -> all.computeIfAbsent(row.string(key), id -> new ArrayList<>())
                        .add(mapper.map(row)),
                arguments);
        return all;
    }

    private static SealedSnapshot snapshot(
            Head head, List<SealedEndpoint> endpoints, List<SealedProject> projects, List<SealedGateway> gateways) {
        TenantPolicy p = head.policy();
        return new SealedSnapshot(
                head.tenantId(),
                head.revision(),
                head.name(),
                head.state(),
                endpoints.isEmpty() ? null : endpoints.getFirst(),
                endpoints.stream().skip(1).toList(),
                p.autoReconnect(),
                p.reconnectInterval(),
                p.healthCheckInterval(),
                p.webhookRetries(),
                p.messageTimeout(),
                rest(p),
                projects,
                gateways,
                head.created(),
                head.updated());
    }

    private static Head head(Row row) throws SQLException {
        return new Head(
                row.string("tenant_id"),
                row.string("name"),
                TenantState.valueOf(row.string("state")),
                row.longValue("revision"),
                Documents.read(row.string("policy"), POLICY),
                row.instant("created_time"),
                row.instant("updated_time"));
    }

    private SealedEndpoint endpoint(Row row) throws SQLException {
        Instant now = clock.instant();
        Map<String, SealedSecret> secrets = SealedSecret.readAll(row.string("secrets"), now);
        @Nullable SealedSecret hubSecret = SealedSecret.read(row.stringOrNull("hub_secret"), now);
        @Nullable SealedSecret hubToken = SealedSecret.read(row.stringOrNull("hub_token"), now);
        return new SealedEndpoint(
                row.string("endpoint_id"),
                row.string("name"),
                row.string("provider"),
                row.string("api_url"),
                row.string("api_version"),
                row.stringOrNull("phone_number_id"),
                row.stringOrNull("waba_id"),
                row.stringOrNull("app_id"),
                row.stringOrNull("session"),
                EndpointRole.valueOf(row.string("role")),
                row.intValue("priority"),
                row.intValue("weight"),
                row.bool("active"),
                row.string("webhook_url"),
                sealed(secrets.get("apiKey")),
                sealed(secrets.get("webhookSecret")),
                sealed(secrets.get("appSecret")),
                sealed(secrets.get("verifyToken")),
                sealed(hubSecret),
                sealed(hubToken),
                row.strings("allowed_cidrs"),
                row.longValue("revision"),
                new SealedPrevious(
                        previous(secrets.get("webhookSecret")),
                        previous(secrets.get("appSecret")),
                        previous(secrets.get("verifyToken")),
                        previous(hubSecret),
                        previous(hubToken)));
    }

    private static @Nullable String sealed(@Nullable SealedSecret secret) {
        return secret == null ? null : secret.sealed();
    }

    private static @Nullable SealedUntil previous(@Nullable SealedSecret secret) {
        return secret == null || secret.previous() == null || secret.previousValidUntil() == null
                ? null
                : new SealedUntil(secret.previous(), secret.previousValidUntil());
    }

    private SealedProject project(Row row) throws SQLException {
        long timeout = row.longValue("timeout_millis");
        @Nullable SealedSecret signing = SealedSecret.read(row.stringOrNull("signing_secret"), clock.instant());
        return new SealedProject(
                row.string("project_id"),
                row.string("phone_number_id"),
                row.intValue("priority"),
                row.string("name"),
                row.string("url"),
                Documents.read(row.string("headers"), HEADERS),
                sealed(signing),
                row.bool("active"),
                row.intValue("max_in_flight"),
                timeout == 0 ? null : Duration.ofMillis(timeout),
                row.strings("event_kinds"),
                row.intValue("max_per_second"),
                row.string("when_blocked"),
                previous(signing),
                row.longValue("revision"),
                row.string("payload_format"));
    }

    /// The default project is the business of the tenant whose number it is.
    private static SealedGateway gateway(Row row, String tenantId) throws SQLException {
        boolean own = row.string("tenant_id").equals(tenantId);
        return new SealedGateway(
                row.string("gateway_id"),
                row.string("word_key"),
                row.string("tenant_id"),
                row.string("endpoint_id"),
                own ? row.stringOrNull("default_project_id") : null,
                row.bool("active"),
                row.strings("codes"));
    }

    private static SealedPolicy rest(TenantPolicy p) {
        return new SealedPolicy(
                p.routing(),
                p.rateLimit(),
                p.rateWindow(),
                p.maxReconnectAttempts(),
                p.unhealthyAfter(),
                p.healthyAfter(),
                p.whenUnhealthy(),
                p.whenBlocked(),
                p.whenUnknown(),
                p.whenWindowClosed(),
                p.fallbackTemplate(),
                p.fallbackTemplateLanguage(),
                p.messageValidFor(),
                p.allowedNumberPattern(),
                p.defaultCountryCode(),
                p.suspiciousPatterns(),
                p.encryptTexts(),
                p.retention(),
                p.userLockTtl(),
                p.alertUrl(),
                p.failoverCooldown(),
                p.timeZone(),
                p.failoverMode(),
                p.maxFailoversPerHour(),
                p.failBack());
    }
}
