package dev.waypost.config.tenant;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.document.Documents;
import dev.waypost.configclient.EndpointRole;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tenants in PostgreSQL.
@Singleton
public final class TenantStore {
    private static final TypeReference<TenantPolicy> POLICY = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final Db db;

    TenantStore(Db db) {
        this.db = db;
    }

    /// Whether the tenant was made; it is not when the id is taken.
    public boolean create(Sql sql, String tenantId, String name, TenantPolicy policy, Map<String, String> labels)
            throws SQLException {
        boolean created = sql.update(
                        "INSERT INTO tenant (tenant_id, name, policy, labels) VALUES (?, ?, ?::jsonb, ?::jsonb)"
                                + " ON CONFLICT DO NOTHING",
                        tenantId,
                        name,
                        Documents.write(policy),
                        Documents.write(labels))
                == 1;
        if (created) {
            // A statement of its own: the insert may have waited for the purge of the same id, and does not see how
            // far that one raised the floor.
            sql.update(
                    "UPDATE tenant t SET revision = f.revision + 1 FROM revision_floor f WHERE t.tenant_id = ?",
                    tenantId);
        }
        return created;
    }

    Optional<Tenant> find(String tenantId) {
        return db.read(sql -> find(sql, tenantId));
    }

    public Optional<Tenant> find(Sql sql, String tenantId) throws SQLException {
        return sql.one("SELECT * FROM tenant WHERE tenant_id = ?", TenantStore::tenant, tenantId);
    }

    /// The tenant, and nobody else changes it or anything it owns until the transaction ends.
    Optional<Tenant> hold(Sql sql, String tenantId) throws SQLException {
        return sql.one("SELECT * FROM tenant WHERE tenant_id = ? FOR UPDATE", TenantStore::tenant, tenantId);
    }

    List<HeldEndpoint> endpoints(Sql sql, String tenantId) throws SQLException {
        return sql.list(
                "SELECT endpoint_id, role FROM endpoint WHERE tenant_id = ? ORDER BY priority, endpoint_id",
                row -> new HeldEndpoint(row.string("endpoint_id"), EndpointRole.valueOf(row.string("role"))),
                tenantId);
    }

    void update(Sql sql, String tenantId, TenantDraft draft) throws SQLException {
        sql.update(
                "UPDATE tenant SET name = ?, labels = ?::jsonb, policy = ?::jsonb WHERE tenant_id = ?",
                draft.name(),
                Documents.write(draft.labels()),
                Documents.write(draft.policy()),
                tenantId);
    }

    void setRouting(Sql sql, String tenantId, String routing) throws SQLException {
        sql.update(
                "UPDATE tenant SET policy = jsonb_set(policy, '{routing}', to_jsonb(?::text)) WHERE tenant_id = ?",
                routing,
                tenantId);
    }

    void setState(Sql sql, String tenantId, TenantState state) throws SQLException {
        sql.update("UPDATE tenant SET state = ? WHERE tenant_id = ?", state.name(), tenantId);
    }

    /// Of a tenant that is deleted already only the purge moves.
    void delete(Sql sql, String tenantId, Duration purgeAfter) throws SQLException {
        sql.update("""
                UPDATE tenant SET purge_time = now() + ? * interval '1 ms',
                    deleted_time = coalesce(deleted_time, now()),
                    state_before = CASE state WHEN 'DELETING' THEN state_before ELSE state END, state = 'DELETING'
                WHERE tenant_id = ?""", purgeAfter.toMillis(), tenantId);
    }

    /// Whether it could still be restored.
    boolean restore(Sql sql, String tenantId) throws SQLException {
        return sql.update("""
                        UPDATE tenant SET state = state_before, state_before = NULL, purge_time = NULL,
                            deleted_time = NULL
                        WHERE tenant_id = ? AND state = 'DELETING' AND purge_time > now()""", tenantId) == 1;
    }

    /// The tenants after the named one, in order of id.
    List<Tenant> list(TenantFilter filter, String after, int limit) {
        // Only what is asked for stands in the statement: a condition that may be empty hides the index from the plan.
        var where = new StringBuilder("tenant_id > ?");
        var arguments = new ArrayList<Object>(List.of(after));
        if (!filter.state().isEmpty()) {
            where.append(" AND state = ?");
            arguments.add(filter.state());
        }
        if (!filter.query().isEmpty()) {
            where.append(" AND search LIKE lower(?)");
            arguments.add('%' + filter.query().replaceAll("([\\\\%_])", "\\\\$1") + '%');
        }
        return db.tx(sql -> {
            // One plan for every query would be made for words that hardly any tenant has; with one that a fifth of
            // them have, it reads and sorts all of these to show fifty.
            sql.update("SET LOCAL plan_cache_mode = force_custom_plan");
            if (!filter.visible().isEmpty()) {
                where.append(" AND tenant_id = ANY(?)");
                arguments.add(sql.array("text", filter.visible()));
            }
            arguments.add(limit);
            return sql.list(
                    "SELECT * FROM tenant WHERE " + where + " ORDER BY tenant_id LIMIT ?",
                    TenantStore::tenant,
                    arguments.toArray());
        });
    }

    private static Tenant tenant(Row row) throws SQLException {
        return new Tenant(
                row.string("tenant_id"),
                row.string("name"),
                TenantState.valueOf(row.string("state")),
                Documents.read(row.string("policy"), POLICY),
                Documents.read(row.string("labels"), LABELS),
                row.longValue("revision"),
                row.instant("created_time"),
                row.instant("updated_time"),
                row.instantOrNull("purge_time"));
    }
}
