package dev.waypost.config.transfer;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The tenants that an operation goes through, chosen once and kept with it: a resumed one goes through the same.
@Singleton
final class SelectionStore {
    private final Db db;

    SelectionStore(Db db) {
        this.db = db;
    }

    long choose(Sql sql, String operationId, List<String> tenantIds) throws SQLException {
        return sql.update(
                "INSERT INTO transfer_row (operation_id, position, tenant_id, is_primary, sealed)"
                        + " SELECT ?, row_number() OVER (ORDER BY first), id, false, '' FROM ("
                        + "  SELECT id, min(place) AS first FROM unnest(?) WITH ORDINALITY AS t (id, place)"
                        + "  GROUP BY id) AS once",
                operationId,
                sql.array("text", tenantIds));
    }

    /// Those whose active endpoint is at one of the origins, such as `https://host` or `http://host:8080`.
    long chooseOn(Sql sql, String operationId, List<String> origins) throws SQLException {
        return sql.update(
                "INSERT INTO transfer_row (operation_id, position, tenant_id, is_primary, sealed)"
                        + " SELECT ?, row_number() OVER (ORDER BY tenant_id), tenant_id, false, '' FROM ("
                        + "  SELECT DISTINCT tenant_id FROM endpoint"
                        + "  WHERE role = 'ACTIVE' AND substring(server FROM '^[^/]*//[^/]*') = ANY(?)) AS on_it",
                operationId,
                sql.array("text", origins));
    }

    Optional<String> tenant(String operationId, long position) {
        return db.read(sql -> sql.one(
                "SELECT tenant_id FROM transfer_row WHERE operation_id = ? AND position = ?",
                row -> row.string("tenant_id"),
                operationId,
                position));
    }
}
