package dev.waypost.config.change;

import dev.waypost.platform.db.Json;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Revisions, the audit and the answers given to requests.
@Singleton
final class ChangeStore {
    record Entry(
            @Nullable String tenantId,
            String action,
            String resource,
            String actor,
            String requestId,
            @Nullable String traceparent,
            @Nullable Json before,
            @Nullable Json after) {}

    /// What was answered to a request; no response while it was never finished.
    record Answered(byte[] digest, byte[] response) {}

    Optional<Long> nextRevision(Sql sql, String tenantId) throws SQLException {
        return sql.one(
                "UPDATE tenant SET revision = revision + 1, updated_time = now() WHERE tenant_id = ? RETURNING revision",
                row -> row.longValue("revision"),
                tenantId);
    }

    void add(Sql sql, Entry entry) throws SQLException {
        sql.update(
                "INSERT INTO change (tenant_id, action, resource, actor, request_id, traceparent, before, after)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)",
                entry.tenantId(),
                entry.action(),
                entry.resource(),
                entry.actor(),
                entry.requestId(),
                entry.traceparent(),
                entry.before(),
                entry.after());
    }

    /// Whether the request is new. A concurrent request with the same id waits here until the first has ended.
    boolean claim(Sql sql, String scope, String requestId, byte[] digest) throws SQLException {
        return sql.update(
                        "INSERT INTO request (scope, request_id, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        scope,
                        requestId,
                        digest)
                == 1;
    }

    Answered answered(Sql sql, String scope, String requestId) throws SQLException {
        return sql.one(
                        "SELECT digest, response FROM request WHERE scope = ? AND request_id = ?",
                        row -> new Answered(row.bytes("digest"), row.bytes("response")),
                        scope,
                        requestId)
                .orElseThrow();
    }

    void answer(Sql sql, String scope, String requestId, byte[] response) throws SQLException {
        sql.update("UPDATE request SET response = ? WHERE scope = ? AND request_id = ?", response, scope, requestId);
    }
}
