package dev.waypost.config.apikey;

import dev.waypost.config.hub.PageStore;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// API keys in PostgreSQL, found by the hash of what was presented.
@Singleton
final class ApiKeyStore {
    private final Db db;

    ApiKeyStore(Db db) {
        this.db = db;
    }

    void add(Sql sql, ApiKey key, byte[] hash) throws SQLException {
        sql.update(
                "INSERT INTO api_key (key_id, name, role, tenant_ids, hash, hint, created_time, expires_time)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?::timestamptz)",
                key.keyId(),
                key.name(),
                key.role().name(),
                sql.array("text", key.tenantIds()),
                hash,
                key.hint(),
                key.created(),
                key.expires());
    }

    List<String> missingTenants(Sql sql, Collection<String> tenantIds) throws SQLException {
        return sql.list(
                "SELECT id FROM unnest(?) AS id WHERE id NOT IN (SELECT tenant_id FROM tenant) ORDER BY id",
                row -> row.string("id"),
                sql.array("text", tenantIds));
    }

    Optional<ApiKey> byHash(byte[] hash) {
        return db.read(sql -> sql.one("SELECT * FROM api_key WHERE hash = ?", ApiKeyStore::key, hash));
    }

    Optional<ApiKey> find(Sql sql, String keyId) throws SQLException {
        return sql.one("SELECT * FROM api_key WHERE key_id = ?", ApiKeyStore::key, keyId);
    }

    /// To the minute: a busy key must not become a busy row.
    void used(String keyId, Instant now) {
        db.run(sql -> sql.update(
                "UPDATE api_key SET last_use_time = ? WHERE key_id = ?"
                        + " AND (last_use_time IS NULL OR last_use_time < ?::timestamptz - interval '1 minute')",
                now,
                keyId,
                now));
    }

    void revoke(Sql sql, String keyId, Instant now) throws SQLException {
        sql.update("UPDATE api_key SET revoked_time = ? WHERE key_id = ? AND revoked_time IS NULL", now, keyId);
    }

    void lockAdminKeys(Sql sql) throws SQLException {
        sql.list("SELECT pg_advisory_xact_lock(hashtextextended('api_key/admin', 0))::text AS locked", row -> true);
    }

    /// How many other keys work now that may make any key.
    long otherAdminKeys(Sql sql, String keyId, Instant now) throws SQLException {
        return sql.one(
                        "SELECT count(*) AS others FROM api_key WHERE key_id <> ? AND role = 'ADMIN'"
                                + " AND tenant_ids = '{}' AND revoked_time IS NULL"
                                + " AND (expires_time IS NULL OR expires_time > ?)",
                        row -> row.longValue("others"),
                        keyId,
                        now)
                .orElseThrow();
    }

    boolean isEmpty(Sql sql) throws SQLException {
        return sql.one("SELECT 1 AS one FROM api_key LIMIT 1", row -> row.intValue("one"))
                .isEmpty();
    }

    /// The newest first; ids are ordered by time.
    List<ApiKey> list(String before, int limit, String tenantId) {
        return db.read(sql -> query(sql, before, tenantId).read(limit, ApiKeyStore::key));
    }

    /// All keys of a tenant are read for a page of them: an index of arrays has no order.
    static PageStore query(Sql sql, String before, String tenantId) {
        var query = new PageStore(sql, "SELECT * FROM api_key", "key_id DESC");
        if (!before.isEmpty()) {
            query.where("key_id < ?", before);
        }
        if (!tenantId.isEmpty()) {
            query.where("key_id = ANY(ARRAY(SELECT key_id FROM api_key WHERE tenant_ids @> ARRAY[?::text]))", tenantId);
        }
        return query;
    }

    private static ApiKey key(Row row) throws SQLException {
        return new ApiKey(
                row.string("key_id"),
                row.string("name"),
                Role.valueOf(row.string("role")),
                row.strings("tenant_ids"),
                row.string("hint"),
                row.instant("created_time"),
                row.instantOrNull("expires_time"),
                row.instantOrNull("revoked_time"),
                row.instantOrNull("last_use_time"));
    }
}
