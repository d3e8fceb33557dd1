package dev.waypost.config.transfer;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Reads what an export holds: rows as JSON objects, whose keys are the columns.
///
/// A page is read at one moment; the file as a whole is not.
@Singleton
final class ExportStore {
    private static final String TENANTS = """
            SELECT t.tenant_id AS key, (to_jsonb(t) || jsonb_build_object('endpoints', (
                SELECT coalesce(jsonb_agg(to_jsonb(e) - 'tenant_id' ORDER BY e.endpoint_id), '[]')
                FROM endpoint e WHERE e.tenant_id = t.tenant_id)))::text AS object
            FROM tenant t
            WHERE t.tenant_id > ? AND t.state <> 'DELETING' AND (? OR t.tenant_id = ANY(?))
            ORDER BY t.tenant_id LIMIT ?""";

    /// With chosen tenants: what is theirs, and what that refers to.
    private static final String NUMBERS_OF = """
            (SELECT phone_number_id FROM phone_number WHERE tenant_id = ANY(?)
             UNION SELECT phone_number_id FROM endpoint WHERE tenant_id = ANY(?) AND phone_number_id IS NOT NULL
             UNION SELECT endpoint_id FROM endpoint WHERE tenant_id = ANY(?))""";

    private final Db db;

    ExportStore(Db db) {
        this.db = db;
    }

    /// One object, and the key that the next page begins behind.
    record Exported(String key, String object) {}

    /// The first of the tenants that there is not.
    Optional<String> missing(Collection<String> tenantIds) {
        return db.read(sql -> sql.one(
                "SELECT id FROM unnest(?) AS id WHERE NOT EXISTS (SELECT FROM tenant WHERE tenant_id = id) LIMIT 1",
                row -> row.string("id"),
                sql.array("text", tenantIds)));
    }

    List<Exported> page(Sql sql, ObjectKind kind, String after, int limit, List<String> tenantIds) throws SQLException {
        boolean all = tenantIds.isEmpty();
        var chosen = sql.array("text", tenantIds);
        if (kind == ObjectKind.TENANT) {
            return sql.list(TENANTS, ExportStore::exported, after, all, chosen, limit);
        }
        String key = String.join(" || '/' || ", kind.keys());
        String statement = "SELECT key, object FROM (SELECT " + key + " AS key, to_jsonb(o)::text AS object FROM "
                + kind.table() + " o WHERE ? OR " + chosen(kind) + ") o WHERE key > ? ORDER BY key LIMIT ?";
        int named = statement.split("\\?", -1).length - 1 - 3;
        var arguments = new Object[named + 3];
        arguments[0] = all;
        for (int i = 1; i <= named; i++) {
            arguments[i] = chosen;
        }
        arguments[named + 1] = after;
        arguments[named + 2] = limit;
        return sql.list(statement, ExportStore::exported, arguments);
    }

    private static String chosen(ObjectKind kind) {
        return switch (kind) {
            case TENANT -> "tenant_id = ANY(?)";
            case BUSINESS_ACCOUNT ->
                "tenant_id = ANY(?) OR business_account_id IN (SELECT business_account_id FROM app WHERE "
                        + chosen(ObjectKind.APP) + ")";
            case APP ->
                "app_id IN (SELECT app_id FROM endpoint WHERE tenant_id = ANY(?)"
                        + " UNION SELECT app_id FROM phone_number WHERE tenant_id = ANY(?))";
            case PHONE_NUMBER -> "tenant_id = ANY(?)";
            case PROJECT ->
                "tenant_id = ANY(?) OR (tenant_id IS NULL AND project_id IN (SELECT project_id FROM mapping WHERE"
                        + " phone_number_id IN " + NUMBERS_OF + "))";
            case MAPPING ->
                "phone_number_id IN " + NUMBERS_OF + " AND project_id IN (SELECT project_id FROM project"
                        + " WHERE tenant_id IS NULL OR tenant_id = ANY(?))";
            // A gateway fronts tenants that may not be in the file.
            case GATEWAY, GATEWAY_CODE -> "false";
        };
    }

    private static Exported exported(dev.waypost.platform.db.Row row) throws SQLException {
        return new Exported(row.string("key"), row.string("object"));
    }
}
