package dev.waypost.config.purge;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.db.TenantRows;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/// Deletes what this service holds of a tenant. Who did what when stays in `change`; what it said goes.
@Singleton
final class ErasureStore {
    /// What may be much, and hangs on nothing.
    static final List<String> IN_PARTS = List.of("change_document", "transfer_item", "transfer_row");

    /// What goes with the tenant's own row, in one transaction: half a tenant would be nobody's.
    static final List<String> AT_ONCE = List.of(
            "gateway_code",
            "gateway",
            "phone_number",
            "project",
            "business_account",
            "endpoint",
            "transfer",
            "purge",
            "tenant");

    private static final String NUMBERS = """
            SELECT phone_number_id FROM phone_number WHERE tenant_id = ?
            UNION SELECT phone_number_id FROM endpoint WHERE tenant_id = ? AND phone_number_id IS NOT NULL
            UNION SELECT endpoint_id FROM endpoint e WHERE tenant_id = ? AND NOT EXISTS (
                SELECT 1 FROM endpoint o WHERE o.endpoint_id = e.endpoint_id AND o.tenant_id <> e.tenant_id)""";

    private final Db db;
    private final TenantRows inParts;

    ErasureStore(Db db) {
        this.db = db;
        this.inParts = new TenantRows(db, IN_PARTS);
    }

    TenantRows.Erased erasePart(String tenantId, int most) {
        return inParts.erase(tenantId, most);
    }

    /// Answers that were given to requests of the tenant.
    int eraseAnswers(String tenantId, int most) {
        return db.tx(sql -> sql.update(
                "DELETE FROM request WHERE ctid = ANY(ARRAY(SELECT ctid FROM request WHERE scope = ? LIMIT ?))",
                tenantId,
                most));
    }

    /// Other tenants whose snapshots name this one: it has a code of their gateway, or the project that their gateway
    /// falls back to.
    List<String> neighbours(Sql sql, String tenantId) throws SQLException {
        return sql.list("""
                SELECT DISTINCT g.tenant_id FROM gateway g
                WHERE g.tenant_id <> ?
                  AND (g.gateway_id IN (SELECT gateway_id FROM gateway_code WHERE tenant_id = ?)
                    OR g.default_project_id IN (SELECT project_id FROM project WHERE tenant_id = ?))""", row -> row.string("tenant_id"), tenantId, tenantId, tenantId);
    }

    /// Other tenants that have a code of one of this one's gateways.
    List<String> guests(Sql sql, String tenantId) throws SQLException {
        return sql.list(
                "SELECT DISTINCT c.tenant_id FROM gateway_code c JOIN gateway g USING (gateway_id)"
                        + " WHERE g.tenant_id = ? AND c.tenant_id <> ?",
                row -> row.string("tenant_id"),
                tenantId,
                tenantId);
    }

    /// Keys of the tenant alone go: without a tenant they would be keys for all. Of the others the tenant goes.
    List<String> eraseKeys(Sql sql, String tenantId) throws SQLException {
        List<String> gone = sql.list(
                "DELETE FROM api_key WHERE tenant_ids = ARRAY[?]::text[] RETURNING key_id",
                row -> row.string("key_id"),
                tenantId);
        sql.update(
                "UPDATE api_key SET tenant_ids = array_remove(tenant_ids, ?) WHERE ? = ANY(tenant_ids)",
                tenantId,
                tenantId);
        return gone;
    }

    /// All that is left, the tenant's row last.
    long eraseRest(Sql sql, String tenantId) throws SQLException {
        long rows = sql.update("DELETE FROM gateway_code WHERE tenant_id = ?", tenantId);
        rows += sql.update(
                "DELETE FROM gateway_code WHERE gateway_id IN (SELECT gateway_id FROM gateway WHERE tenant_id = ?)",
                tenantId);
        rows += sql.update("DELETE FROM gateway WHERE tenant_id = ?", tenantId);
        sql.update(
                "UPDATE gateway SET default_project_id = NULL WHERE default_project_id IN"
                        + " (SELECT project_id FROM project WHERE tenant_id = ?)",
                tenantId);
        rows += sql.update(
                "DELETE FROM mapping WHERE phone_number_id IN (" + NUMBERS + ")"
                        + " OR project_id IN (SELECT project_id FROM project WHERE tenant_id = ?)",
                tenantId,
                tenantId,
                tenantId,
                tenantId);
        rows += sql.update("DELETE FROM project WHERE tenant_id = ?", tenantId);
        rows += sql.update("DELETE FROM phone_number WHERE tenant_id = ?", tenantId);
        rows += sql.update("DELETE FROM endpoint WHERE tenant_id = ?", tenantId);
        rows += eraseAccounts(sql, tenantId);
        rows += sql.update("DELETE FROM transfer WHERE tenant_id = ?", tenantId);
        rows += sql.update("DELETE FROM change_document WHERE tenant_id = ?", tenantId);
        rows += sql.update("DELETE FROM request WHERE scope = ?", tenantId);
        // One more than the tenant had: the news that it is gone has that one.
        sql.update(
                "UPDATE revision_floor SET revision = greatest(revision,"
                        + " (SELECT revision + 1 FROM tenant WHERE tenant_id = ?))",
                tenantId);
        return rows + sql.update("DELETE FROM tenant WHERE tenant_id = ?", tenantId);
    }

    /// A business account that others have numbers or endpoints on stays, and is nobody's.
    private static long eraseAccounts(Sql sql, String tenantId) throws SQLException {
        long rows = sql.update("""
                DELETE FROM app a USING business_account b
                WHERE b.business_account_id = a.business_account_id AND b.tenant_id = ?
                  AND NOT EXISTS (SELECT 1 FROM phone_number n WHERE n.app_id = a.app_id)
                  AND NOT EXISTS (SELECT 1 FROM endpoint e WHERE e.app_id = a.app_id)""", tenantId);
        rows += sql.update(
                "DELETE FROM business_account b WHERE tenant_id = ? AND NOT EXISTS"
                        + " (SELECT 1 FROM app a WHERE a.business_account_id = b.business_account_id)",
                tenantId);
        sql.update("UPDATE business_account SET tenant_id = NULL WHERE tenant_id = ?", tenantId);
        return rows;
    }
}
