package dev.waypost.config.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.document.Documents;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The rows of an older system between reading and deciding, in PostgreSQL: sealed, because they hold keys.
@Singleton
final class OldRowStore {
    private static final TypeReference<OldRow> ROW = new TypeReference<>() {};
    private static final String OWNER = "config:transfer";

    private final Db db;
    private final Vault vault;

    OldRowStore(Db db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    void add(Sql sql, String operationId, List<OldRow> rows) throws SQLException {
        sql.update(
                "INSERT INTO transfer_row (operation_id, position, tenant_id, number, is_primary, sealed)"
                        + " SELECT ?, p, t, nullif(n, ''), m, s FROM unnest(?, ?, ?, ?, ?) AS r (p, t, n, m, s)",
                operationId,
                sql.array("int8", rows.stream().map(OldRow::position).toList()),
                sql.array("text", rows.stream().map(OldRow::tenantId).toList()),
                sql.array("text", rows.stream().map(OldRow::phoneNumberId).toList()),
                sql.array(
                        "bool",
                        rows.stream()
                                .map(r -> Boolean.TRUE.equals(r.isPrimary()))
                                .toList()),
                sql.array(
                        "text",
                        rows.stream()
                                .map(row -> vault.seal(
                                        Documents.write(row).text(), OWNER, field(operationId, row.position())))
                                .toList()));
    }

    /// The next tenants in order of id, with all of their rows.
    Map<String, List<OldRow>> next(String operationId, String after, int limit) {
        List<OldRow> rows = db.read(sql -> sql.list(
                "SELECT position, sealed FROM transfer_row WHERE operation_id = ? AND tenant_id IN ("
                        + " SELECT DISTINCT tenant_id FROM transfer_row WHERE operation_id = ? AND tenant_id > ?"
                        + " ORDER BY tenant_id LIMIT ?) ORDER BY tenant_id, position",
                row -> open(operationId, row),
                operationId,
                operationId,
                after,
                limit));
        Map<String, List<OldRow>> byTenant = new TreeMap<>();
        rows.forEach(row -> byTenant.computeIfAbsent(row.tenantId(), id -> new ArrayList<>())
                .add(row));
        return byTenant;
    }

    /// All tenants whose rows name one of the numbers.
    Map<String, Set<String>> holders(String operationId, Collection<String> numbers) {
        var holders = new HashMap<String, Set<String>>();
        db.read(sql -> sql.list(
                        "SELECT DISTINCT number, tenant_id FROM transfer_row WHERE operation_id = ?"
                                + " AND number = ANY(?) AND tenant_id <> ''",
                        row -> Map.entry(row.string("number"), row.string("tenant_id")),
                        operationId,
                        sql.array("text", numbers)))
                .forEach(entry -> holders.computeIfAbsent(entry.getKey(), n -> new HashSet<>())
                        .add(entry.getValue()));
        return holders;
    }

    /// The tenants as they are, as JSON objects; those that there are not are left out.
    Map<String, String> tenants(Collection<String> tenantIds) {
        var found = new HashMap<String, String>();
        db.read(sql -> sql.list(
                        "SELECT tenant_id, jsonb_build_object('name', name, 'state', state, 'policy', policy, 'labels',"
                                + " labels)::text AS object FROM tenant WHERE tenant_id = ANY(?)",
                        row -> Map.entry(row.string("tenant_id"), row.string("object")),
                        sql.array("text", tenantIds)))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    private OldRow open(String operationId, Row row) throws SQLException {
        String text = vault.open(row.string("sealed"), OWNER, field(operationId, row.longValue("position")));
        return Documents.read(text, ROW);
    }

    private static String field(String operationId, long position) {
        return operationId + "/row/" + position;
    }
}
