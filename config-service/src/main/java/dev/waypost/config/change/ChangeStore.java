package dev.waypost.config.change;

import dev.waypost.platform.db.Json;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Revisions, the audit and the answers given to requests.
@Singleton
final class ChangeStore {
    /// Who did what when goes where it stays; what it said goes where it can be erased with its tenant.
    private static final String ADD = """
            WITH entry AS (
                SELECT nextval(pg_get_serial_sequence('change', 'change_id')) AS change_id, e.*
                FROM (SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WITH ORDINALITY AS e (tenant_id, revision,
                          action, resource, actor, request_id, traceparent, before, after, cause, place)
                      ORDER BY place) e),
            document AS (
                INSERT INTO change_document (change_id, tenant_id, before, after, cause)
                SELECT change_id, tenant_id, before::jsonb, after::jsonb, cause FROM entry
                WHERE before IS NOT NULL OR after IS NOT NULL OR cause IS NOT NULL)
            INSERT INTO change (change_id, tenant_id, revision, action, resource, actor, request_id, traceparent)
            OVERRIDING SYSTEM VALUE
            SELECT change_id, tenant_id, revision, action, resource, actor, request_id, traceparent FROM entry""";

    record Entry(
            @Nullable String tenantId,
            long revision,
            String action,
            String resource,
            String actor,
            String requestId,
            @Nullable String traceparent,
            @Nullable Json before,
            @Nullable Json after,
            @Nullable String cause) {}

    /// What was answered to a request; no response while it was never finished.
    record Answered(byte[] digest, byte[] response) {}

    /// A tenant's new revision, and whether the tenant is deleted.
    record Touched(long revision, boolean deleted) {}

    Optional<Touched> nextRevision(Sql sql, String tenantId) throws SQLException {
        return sql.one(
                "UPDATE tenant SET revision = revision + 1, updated_time = now() WHERE tenant_id = ?"
                        + " RETURNING revision, state = 'DELETING' AS deleted",
                row -> new Touched(row.longValue("revision"), row.bool("deleted")),
                tenantId);
    }

    /// The next revisions of those of the tenants that there are, which are held in order of id; by id.
    Map<String, Long> nextRevisions(Sql sql, Collection<String> tenantIds) throws SQLException {
        sql.list(
                "SELECT tenant_id FROM tenant WHERE tenant_id = ANY(?) ORDER BY tenant_id FOR NO KEY UPDATE",
                row -> true,
                sql.array("text", tenantIds));
        var revisions = new HashMap<String, Long>();
        sql.list(
                        "UPDATE tenant SET revision = revision + 1, updated_time = now() WHERE tenant_id = ANY(?)"
                                + " RETURNING tenant_id, revision",
                        row -> Map.entry(row.string("tenant_id"), row.longValue("revision")),
                        sql.array("text", tenantIds))
                .forEach(entry -> revisions.put(entry.getKey(), entry.getValue()));
        return revisions;
    }

    /// All entries of one change, in their order, with one statement.
    void add(Sql sql, List<Entry> entries) throws SQLException {
        sql.update(
                ADD,
                column(sql, entries, Entry::tenantId),
                sql.array("bigint", entries.stream().map(Entry::revision).toList()),
                column(sql, entries, Entry::action),
                column(sql, entries, Entry::resource),
                column(sql, entries, Entry::actor),
                column(sql, entries, Entry::requestId),
                column(sql, entries, Entry::traceparent),
                column(sql, entries, entry -> text(entry.before())),
                column(sql, entries, entry -> text(entry.after())),
                column(sql, entries, Entry::cause));
    }

    private static Array column(Sql sql, List<Entry> entries, Function<Entry, @Nullable String> value)
            throws SQLException {
        var column = new ArrayList<@Nullable String>();
        entries.forEach(entry -> column.add(value.apply(entry)));
        return sql.array("text", column);
    }

    private static @Nullable String text(@Nullable Json json) {
        return json == null ? null : json.text();
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

    Optional<Answered> answered(Sql sql, String scope, String requestId) throws SQLException {
        return sql.one(
                "SELECT digest, response FROM request WHERE scope = ? AND request_id = ?",
                row -> new Answered(row.bytes("digest"), row.bytes("response")),
                scope,
                requestId);
    }

    void answer(Sql sql, String scope, String requestId, byte[] response) throws SQLException {
        sql.update("UPDATE request SET response = ? WHERE scope = ? AND request_id = ?", response, scope, requestId);
    }
}
