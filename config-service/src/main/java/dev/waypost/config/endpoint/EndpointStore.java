package dev.waypost.config.endpoint;

import dev.waypost.config.change.HolderStore;
import dev.waypost.config.change.Holders;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.document.Documents;
import dev.waypost.configclient.EndpointRole;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Endpoints in PostgreSQL.
@Singleton
final class EndpointStore {
    private static final String OF_TENANT = """
            SELECT e.*, t.revision AS tenant_revision FROM endpoint e JOIN tenant t USING (tenant_id)
            WHERE tenant_id = ? ORDER BY e.role <> 'ACTIVE', e.priority, e.endpoint_id""";

    private final Db db;
    private final InstantSource clock;

    EndpointStore(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    List<StoredEndpoint> list(String tenantId) {
        return db.read(sql -> list(sql, tenantId));
    }

    /// The active one first, then by priority.
    List<StoredEndpoint> list(Sql sql, String tenantId) throws SQLException {
        return sql.list(OF_TENANT, this::endpoint, tenantId);
    }

    boolean tenantExists(String tenantId) {
        return db.read(sql -> sql.one(
                        "SELECT 1 AS one FROM tenant WHERE tenant_id = ?", row -> row.intValue("one"), tenantId))
                .isPresent();
    }

    /// The tenant's revision; holds the tenant's row until the change is committed or given up.
    Optional<Long> hold(Sql sql, String tenantId) throws SQLException {
        return sql.one(
                "SELECT revision FROM tenant WHERE tenant_id = ? FOR NO KEY UPDATE",
                row -> row.longValue("revision"),
                tenantId);
    }

    /// The other tenant that the number belongs to.
    Optional<String> otherOwner(Sql sql, String phoneNumberId, String tenantId) throws SQLException {
        serialize(sql, "phone_number/" + phoneNumberId);
        return sql.one("""
                SELECT tenant_id FROM endpoint WHERE phone_number_id = ? AND tenant_id <> ?
                UNION ALL SELECT tenant_id FROM phone_number WHERE phone_number_id = ? AND tenant_id <> ? LIMIT 1""", row -> row.string("tenant_id"), phoneNumberId, tenantId, phoneNumberId, tenantId);
    }

    /// The other tenant that has this session on this server.
    Optional<String> otherHolder(Sql sql, String session, String server, String tenantId) throws SQLException {
        serialize(sql, "session/" + session + "/" + server);
        return sql.one(
                "SELECT tenant_id FROM endpoint WHERE session = ? AND server = ? AND tenant_id <> ? LIMIT 1",
                row -> row.string("tenant_id"),
                session,
                server,
                tenantId);
    }

    /// One change at a time per name, so that two tenants cannot both find it free.
    private static void serialize(Sql sql, String name) throws SQLException {
        sql.list("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))::text AS locked", row -> true, name);
    }

    void put(Sql sql, StoredEndpoint e) throws SQLException {
        sql.update(
                """
                INSERT INTO endpoint AS old (tenant_id, endpoint_id, name, provider, api_url, api_version,
                    phone_number_id, waba_id, app_id, session, role, priority, weight, active, webhook_url,
                    allowed_cidrs, secrets, revision, server, pooled)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?,
                    (SELECT t.pooled FROM tenant t WHERE t.tenant_id = ?))
                ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET name = excluded.name,
                    provider = excluded.provider, api_url = excluded.api_url, api_version = excluded.api_version,
                    phone_number_id = excluded.phone_number_id, waba_id = excluded.waba_id,
                    app_id = excluded.app_id, session = excluded.session, role = excluded.role,
                    priority = excluded.priority, weight = excluded.weight, active = excluded.active,
                    webhook_url = excluded.webhook_url, allowed_cidrs = excluded.allowed_cidrs,
                    secrets = excluded.secrets, revision = excluded.revision, server = excluded.server,
                    updated_time = now()""",
                e.tenantId(),
                e.id(),
                e.name(),
                e.provider(),
                e.apiUrl(),
                e.apiVersion(),
                e.phoneNumberId(),
                e.wabaId(),
                e.appId(),
                e.session(),
                e.role().name(),
                e.priority(),
                e.weight(),
                e.active(),
                e.webhookUrl(),
                sql.array("text", e.allowedCidrs()),
                Documents.write(e.secrets()),
                e.revision(),
                BaseAddress.of(e.apiUrl()),
                e.tenantId());
    }

    /// Keeps the hash beside the sealed token, see [dev.waypost.config.credential.TokenHash]. Null when the endpoint
    /// has no token of its own. The one before stays known: whether its token still counts stands in the secret.
    void verifyTokenHash(Sql sql, String tenantId, String endpointId, byte @Nullable [] hash) throws SQLException {
        sql.update(
                "UPDATE endpoint SET previous_verify_token_hash = verify_token_hash, verify_token_hash = ?"
                        + " WHERE tenant_id = ? AND endpoint_id = ?",
                hash,
                tenantId,
                endpointId);
    }

    /// Replaces the secrets and nothing else.
    void putSecrets(Sql sql, String tenantId, String endpointId, Map<String, SealedSecret> secrets)
            throws SQLException {
        sql.update(
                "UPDATE endpoint SET secrets = ?::jsonb, revision = revision + 1, updated_time = now()"
                        + " WHERE tenant_id = ? AND endpoint_id = ?",
                Documents.write(secrets),
                tenantId,
                endpointId);
    }

    /// Gateways that the endpoint speaks for.
    Holders gatewaysOf(Sql sql, String tenantId, String endpointId) throws SQLException {
        return HolderStore.read(
                sql,
                "gateway",
                "SELECT gateway_id FROM gateway WHERE tenant_id = ? AND endpoint_id = ?",
                tenantId,
                endpointId);
    }

    void delete(Sql sql, String tenantId, String endpointId) throws SQLException {
        sql.update("DELETE FROM endpoint WHERE tenant_id = ? AND endpoint_id = ?", tenantId, endpointId);
    }

    private StoredEndpoint endpoint(Row row) throws SQLException {
        return new StoredEndpoint(
                row.string("tenant_id"),
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
                row.strings("allowed_cidrs"),
                SealedSecret.readAll(row.string("secrets"), clock.instant()),
                row.longValue("revision"),
                row.instant("created_time"),
                row.instant("updated_time"),
                row.longValue("tenant_revision"));
    }
}
