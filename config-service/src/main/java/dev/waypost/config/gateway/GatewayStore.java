package dev.waypost.config.gateway;

import dev.waypost.config.hub.Page;
import dev.waypost.config.hub.PageStore;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Gateways in PostgreSQL.
@Singleton
final class GatewayStore {
    private final Db db;

    GatewayStore(Db db) {
        this.db = db;
    }

    boolean add(Sql sql, Gateway g) throws SQLException {
        return sql.update(
                        "INSERT INTO gateway (gateway_id, name, tenant_id, endpoint_id, word, word_key,"
                                + " default_project_id, active) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (gateway_id) DO NOTHING",
                        g.id(),
                        g.name(),
                        g.tenantId(),
                        g.endpointId(),
                        g.word(),
                        g.word().toLowerCase(Locale.ROOT),
                        g.defaultProjectId(),
                        g.active())
                == 1;
    }

    void update(Sql sql, Gateway g) throws SQLException {
        sql.update(
                "UPDATE gateway SET name = ?, tenant_id = ?, endpoint_id = ?, word = ?, word_key = ?,"
                        + " default_project_id = ?, active = ?, revision = revision + 1, updated_time = now()"
                        + " WHERE gateway_id = ?",
                g.name(),
                g.tenantId(),
                g.endpointId(),
                g.word(),
                g.word().toLowerCase(Locale.ROOT),
                g.defaultProjectId(),
                g.active(),
                g.id());
    }

    /// With its codes.
    void delete(Sql sql, String id) throws SQLException {
        sql.update("DELETE FROM gateway WHERE gateway_id = ?", id);
    }

    Optional<Gateway> find(String id) {
        return db.read(sql -> find(sql, id));
    }

    Optional<Gateway> find(Sql sql, String id) throws SQLException {
        return sql.one("SELECT * FROM gateway WHERE gateway_id = ?", GatewayStore::gateway, id);
    }

    List<Gateway> list(Page page) {
        return db.read(sql -> query(sql, page).read(page.limit(), GatewayStore::gateway));
    }

    static PageStore query(Sql sql, Page page) throws SQLException {
        return new PageStore(sql, "SELECT * FROM gateway", "gateway_id", page.after()).owned(page);
    }

    boolean endpointExists(Sql sql, Gateway g) throws SQLException {
        return sql.one(
                        "SELECT 1 AS one FROM endpoint WHERE tenant_id = ? AND endpoint_id = ?",
                        row -> row.intValue("one"),
                        g.tenantId(),
                        g.endpointId())
                .isPresent();
    }

    /// What another gateway has of this one's endpoint: the endpoint itself, its number or its session.
    ///
    /// @param field what they share
    record Shared(String gatewayId, String field) {}

    Optional<Shared> otherOfEndpoint(Sql sql, Gateway g) throws SQLException {
        return sql.one(
                """
                SELECT o.gateway_id, CASE WHEN oe.tenant_id = e.tenant_id AND oe.endpoint_id = e.endpoint_id
                    THEN 'endpoint_id' WHEN oe.phone_number_id = e.phone_number_id
                    THEN 'phone_number_id' ELSE 'session' END AS field
                FROM endpoint e
                JOIN endpoint oe ON (oe.tenant_id = e.tenant_id AND oe.endpoint_id = e.endpoint_id)
                    OR oe.phone_number_id = e.phone_number_id
                    OR (oe.session = e.session AND oe.server = e.server)
                JOIN gateway o ON o.tenant_id = oe.tenant_id AND o.endpoint_id = oe.endpoint_id
                WHERE e.tenant_id = ? AND e.endpoint_id = ? AND o.gateway_id <> ?
                ORDER BY field, o.gateway_id LIMIT 1""",
                row -> new Shared(row.string("gateway_id"), row.string("field")),
                g.tenantId(),
                g.endpointId(),
                g.id());
    }

    /// Whose the project is: the tenant, or empty for nobody's; nothing when there is no such project.
    Optional<String> ownerOfProject(Sql sql, String projectId) throws SQLException {
        return sql.one(
                "SELECT coalesce(tenant_id, '') AS owner FROM project WHERE project_id = ?",
                row -> row.string("owner"),
                projectId);
    }

    private static Gateway gateway(Row row) throws SQLException {
        return new Gateway(
                row.string("gateway_id"),
                row.string("name"),
                row.string("tenant_id"),
                row.string("endpoint_id"),
                row.string("word"),
                row.stringOrNull("default_project_id"),
                row.bool("active"),
                row.longValue("revision"),
                row.instant("created_time"),
                row.instant("updated_time"));
    }
}
