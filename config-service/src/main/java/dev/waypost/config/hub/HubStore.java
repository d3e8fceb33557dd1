package dev.waypost.config.hub;

import dev.waypost.config.change.HolderStore;
import dev.waypost.config.change.Holders;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/// What the parts of the hub tree have to do with each other, with tenants, endpoints and gateways.
@Singleton
final class HubStore {
    /// Until the transaction ends.
    void lock(Sql sql) throws SQLException {
        sql.list("SELECT pg_advisory_xact_lock(hashtextextended('hub', 0))::text AS locked", row -> true);
    }

    /// Whether something may be given to the tenant.
    ///
    /// @param tenantId empty for none
    /// @throws Fault TENANT_NOT_FOUND or TENANT_DELETED
    void checkTenant(Sql sql, String tenantId) throws SQLException {
        if (tenantId.isEmpty()) {
            return;
        }
        boolean deleted = sql.one(
                        "SELECT state = 'DELETING' AS deleted FROM tenant WHERE tenant_id = ?",
                        row -> row.bool("deleted"),
                        tenantId)
                .orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId));
        if (deleted) {
            throw Fault.of(Reason.TENANT_DELETED).with("tenant_id", tenantId);
        }
    }

    Holders appsOfAccount(Sql sql, String accountId) throws SQLException {
        return HolderStore.read(sql, "app", "SELECT app_id FROM app WHERE business_account_id = ?", accountId);
    }

    Holders numbersOfApp(Sql sql, String appId) throws SQLException {
        return HolderStore.read(
                sql, "phone number", "SELECT phone_number_id FROM phone_number WHERE app_id = ?", appId);
    }

    /// Endpoints that are checked with the app's secrets.
    Holders endpointsOfApp(Sql sql, String appId) throws SQLException {
        return HolderStore.read(
                sql, "endpoint", "SELECT tenant_id || '/' || endpoint_id FROM endpoint WHERE app_id = ?", appId);
    }

    Holders mappingsOfNumber(Sql sql, String phoneNumberId) throws SQLException {
        return HolderStore.read(
                sql,
                "mapping",
                "SELECT 'project ' || project_id FROM mapping WHERE phone_number_id = ?",
                phoneNumberId);
    }

    Holders mappingsOfProject(Sql sql, String projectId) throws SQLException {
        return HolderStore.read(
                sql,
                "mapping",
                "SELECT 'phone number ' || phone_number_id FROM mapping WHERE project_id = ?",
                projectId);
    }

    /// Gateways that give it what users write who are locked to nobody.
    Holders gatewaysOfProject(Sql sql, String projectId) throws SQLException {
        return HolderStore.read(
                sql, "gateway", "SELECT gateway_id FROM gateway WHERE default_project_id = ?", projectId);
    }

    /// Endpoints of other tenants that speak for the number.
    Holders foreignEndpointsOfNumber(Sql sql, String phoneNumberId, String tenantId) throws SQLException {
        return HolderStore.read(
                sql,
                "endpoint",
                "SELECT tenant_id || '/' || endpoint_id FROM endpoint WHERE phone_number_id = ? AND tenant_id <> ?",
                phoneNumberId,
                tenantId);
    }

    /// Projects of other tenants that get the number's events.
    Holders foreignProjectsOfNumber(Sql sql, String phoneNumberId, String tenantId) throws SQLException {
        return HolderStore.read(
                sql,
                "mapping",
                "SELECT 'project ' || p.project_id FROM mapping m JOIN project p USING (project_id)"
                        + " WHERE m.phone_number_id = ? AND p.tenant_id <> ?",
                phoneNumberId,
                tenantId);
    }

    /// Numbers that give the project events and are not the tenant's; an endpoint's id stands for the tenant that has
    /// it.
    Holders foreignNumbersOfProject(Sql sql, String projectId, String tenantId) throws SQLException {
        return HolderStore.read(sql, "mapping", """
                SELECT 'phone number ' || phone_number_id FROM mapping m WHERE project_id = ?
                  AND NOT EXISTS (SELECT FROM phone_number n
                      WHERE n.phone_number_id = m.phone_number_id AND (n.tenant_id IS NULL OR n.tenant_id = ?))
                  AND NOT EXISTS (SELECT FROM endpoint e WHERE e.tenant_id = ?
                      AND (e.phone_number_id = m.phone_number_id OR e.endpoint_id = m.phone_number_id))""", projectId, tenantId, tenantId);
    }

    /// Gateways of other tenants that give it what users write who are locked to nobody.
    Holders foreignGatewaysOfProject(Sql sql, String projectId, String tenantId) throws SQLException {
        return HolderStore.read(
                sql,
                "gateway",
                "SELECT gateway_id FROM gateway WHERE default_project_id = ? AND tenant_id <> ?",
                projectId,
                tenantId);
    }

    /// Tenants with an endpoint that takes its secrets from the app.
    List<String> tenantsOfApp(Sql sql, String appId) throws SQLException {
        return sql.list(
                "SELECT DISTINCT tenant_id FROM endpoint WHERE app_id = ?", row -> row.string("tenant_id"), appId);
    }

    /// Tenants whose snapshots show the project.
    List<String> tenantsOfProject(Sql sql, Project project) throws SQLException {
        return sql.list(
                """
                SELECT tenant_id FROM (
                    SELECT n.tenant_id FROM mapping m JOIN phone_number n USING (phone_number_id)
                    WHERE m.project_id = ? AND n.tenant_id IS NOT NULL
                    UNION SELECT e.tenant_id FROM mapping m
                    JOIN endpoint e ON e.phone_number_id = m.phone_number_id OR e.endpoint_id = m.phone_number_id
                    WHERE m.project_id = ?
                    UNION SELECT tenant_id FROM gateway WHERE default_project_id = ?
                    UNION SELECT tenant_id FROM gateway_code WHERE tenant_id = ?) AS shown
                WHERE ?::text IS NULL OR tenant_id = ?""",
                row -> row.string("tenant_id"),
                project.id(),
                project.id(),
                project.id(),
                project.tenantId(),
                project.tenantId(),
                project.tenantId());
    }
}
