package dev.waypost.config.tenant;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.document.Documents;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
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
        return sql.update(
                        "INSERT INTO tenant (tenant_id, name, policy, labels) VALUES (?, ?, ?::jsonb, ?::jsonb)"
                                + " ON CONFLICT DO NOTHING",
                        tenantId,
                        name,
                        Documents.write(policy),
                        Documents.write(labels))
                == 1;
    }

    Optional<Tenant> find(String tenantId) {
        return db.read(sql -> find(sql, tenantId));
    }

    public Optional<Tenant> find(Sql sql, String tenantId) throws SQLException {
        return sql.one("SELECT * FROM tenant WHERE tenant_id = ?", TenantStore::tenant, tenantId);
    }

    void setState(Sql sql, String tenantId, TenantState state) throws SQLException {
        sql.update("UPDATE tenant SET state = ? WHERE tenant_id = ?", state.name(), tenantId);
    }

    /// The tenants after the named one, in order of id.
    ///
    /// @param visible only these; empty for all
    List<Tenant> list(String after, int limit, String state, String query, Collection<String> visible) {
        return db.read(sql -> sql.list(
                """
                SELECT * FROM tenant
                WHERE tenant_id > ? AND (? = '' OR state = ?)
                  AND (? = '' OR position(lower(?) IN lower(tenant_id || ' ' || name)) > 0)
                  AND (? OR tenant_id = ANY(?))
                ORDER BY tenant_id LIMIT ?""",
                TenantStore::tenant,
                after,
                state,
                state,
                query,
                query,
                visible.isEmpty(),
                sql.array("text", visible),
                limit));
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
                row.instant("updated_time"));
    }
}
