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
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
            WHERE e.tenant_id = ? ORDER BY e.role <> 'ACTIVE', e.priority, e.endpoint_id""";

    /// A project that belongs to another tenant never gets this tenant's events, whatever it was mapped to.
    private static final String PROJECTS = """
            SELECT m.phone_number_id, m.priority, p.* FROM mapping m JOIN project p USING (project_id)
            WHERE m.phone_number_id IN (
                SELECT phone_number_id FROM phone_number WHERE tenant_id = ?
                UNION SELECT phone_number_id FROM endpoint WHERE tenant_id = ? AND phone_number_id IS NOT NULL
                UNION SELECT endpoint_id FROM endpoint WHERE tenant_id = ?)
              AND (p.tenant_id IS NULL OR p.tenant_id = ?)
              AND NOT EXISTS (
                  SELECT FROM phone_number n WHERE n.phone_number_id = m.phone_number_id AND NOT n.active)
            UNION ALL
            SELECT 'gateway/' || g.gateway_id, 0, p.* FROM gateway g
            JOIN project p ON p.project_id = g.default_project_id
            WHERE g.tenant_id = ? AND (p.tenant_id IS NULL OR p.tenant_id = ?)
            ORDER BY priority DESC, project_id, phone_number_id""";

    private static final String GATEWAYS = """
            SELECT g.*, ARRAY(SELECT code_key FROM gateway_code c WHERE c.gateway_id = g.gateway_id AND c.tenant_id = ?
                ORDER BY code_key) AS codes
            FROM gateway g
            WHERE g.tenant_id = ? OR g.gateway_id IN (SELECT gateway_id FROM gateway_code WHERE tenant_id = ?)
            ORDER BY g.gateway_id""";

    private record Head(
            String name, TenantState state, long revision, TenantPolicy policy, Instant created, Instant updated) {}

    private final Db db;
    private final InstantSource clock;

    SnapshotStore(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /// The tenant as it is at one moment.
    Optional<SealedSnapshot> read(String tenantId) {
        return db.tx(sql -> {
            sql.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            return read(sql, tenantId);
        });
    }

    private Optional<SealedSnapshot> read(Sql sql, String tenantId) throws SQLException {
        Optional<Head> found = sql.one("SELECT * FROM tenant WHERE tenant_id = ?", SnapshotStore::head, tenantId);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Head head = found.get();
        List<SealedEndpoint> endpoints = sql.list(ENDPOINTS, this::endpoint, tenantId);
        List<SealedProject> projects =
                sql.list(PROJECTS, this::project, tenantId, tenantId, tenantId, tenantId, tenantId, tenantId);
        List<SealedGateway> gateways = sql.list(GATEWAYS, row -> gateway(row, tenantId), tenantId, tenantId, tenantId);
        TenantPolicy p = head.policy();
        return Optional.of(new SealedSnapshot(
                tenantId,
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
                head.updated()));
    }

    /// A page of tenants in order of id, after the named one; only those that Redis does not hold as they are, if so
    /// asked.
    List<String> tenants(String after, int limit, boolean onlyUnpublished) {
        String statement = "SELECT tenant_id FROM tenant WHERE tenant_id > ?"
                + (onlyUnpublished ? " AND published_revision < revision" : "")
                + " ORDER BY tenant_id LIMIT ?";
        return db.read(sql -> sql.list(statement, row -> row.string("tenant_id"), after, limit));
    }

    void published(String tenantId, long revision) {
        db.run(sql -> sql.update(
                "UPDATE tenant SET published_revision = ? WHERE tenant_id = ? AND published_revision < ?",
                revision,
                tenantId,
                revision));
    }

    /// The tenant and endpoint whose column has this value; the column is one of ours, never a caller's.
    Optional<Resolved> byEndpoint(String column, String value) {
        return db.read(sql -> sql.one(
                "SELECT tenant_id, endpoint_id FROM endpoint WHERE " + column
                        + " = ? ORDER BY role <> 'ACTIVE', tenant_id LIMIT 1",
                row -> new Resolved(row.string("tenant_id"), row.string("endpoint_id")),
                value));
    }

    Optional<Resolved> byNumber(String phoneNumberId) {
        Optional<Resolved> endpoint = byEndpoint("phone_number_id", phoneNumberId);
        return endpoint.isPresent()
                ? endpoint
                : db.read(sql -> sql.one(
                        "SELECT tenant_id FROM phone_number WHERE phone_number_id = ? AND tenant_id IS NOT NULL",
                        row -> new Resolved(row.string("tenant_id"), ""),
                        phoneNumberId));
    }

    Optional<Resolved> byPath(String tenantId, String endpointId) {
        return db.read(sql -> sql.one(
                "SELECT tenant_id, endpoint_id FROM endpoint WHERE tenant_id = ? AND endpoint_id = ?",
                row -> new Resolved(row.string("tenant_id"), row.string("endpoint_id")),
                tenantId,
                endpointId));
    }

    /// The tenant, and the endpoint where there is one, behind a name.
    record Resolved(String tenantId, String endpointId) {}

    private static Head head(Row row) throws SQLException {
        return new Head(
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
                previous(signing));
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
                p.timeZone());
    }
}
