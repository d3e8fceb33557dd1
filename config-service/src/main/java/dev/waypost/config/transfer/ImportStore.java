package dev.waypost.config.transfer;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Json;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Writes many objects with one statement; which columns there are it asks the database.
@Singleton
final class ImportStore {
    /// Values that a file without them leaves as they are: secrets, which it may not hold.
    private static final Set<String> KEPT_WHEN_ABSENT =
            Set.of("verify_token", "app_secret", "signing_secret", "verify_token_hash");

    private static final Set<String> MERGED = Set.of("headers");
    private static final Set<String> DERIVED = Set.of("verify_token_hash", "pooled", "server");
    private static final String ENDPOINT = "endpoint";

    private final Db db;
    private final Map<String, List<Column>> columns = new ConcurrentHashMap<>();

    ImportStore(Db db) {
        this.db = db;
    }

    List<Column> columns(String table) {
        return columns.computeIfAbsent(table, name -> db.read(sql -> sql.list("""
                SELECT column_name, data_type, coalesce(column_default, '') AS fallback, is_nullable = 'YES' AS nullable
                FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = ? AND is_generated = 'NEVER'
                ORDER BY ordinal_position""", ImportStore::column, name)));
    }

    /// Serialised per number, as every other change of who owns one.
    void lockNumbers(Sql sql, Collection<String> numbers) throws SQLException {
        sql.list(
                "SELECT count(pg_advisory_xact_lock(hashtextextended('phone_number/' || n, 0))) AS locked"
                        + " FROM (SELECT n FROM unnest(?) AS n ORDER BY n) AS sorted",
                row -> true,
                sql.array("text", numbers));
    }

    /// Who owns the numbers now: one of several, where several do.
    ///
    /// @param alsoEndpoints whether an endpoint's id may stand for its number, as mappings allow; it has no index
    Map<String, String> owners(Sql sql, Collection<String> numbers, boolean alsoEndpoints) throws SQLException {
        var owners = new HashMap<String, String>();
        var array = sql.array("text", numbers);
        sql.list(
                        """
                        SELECT phone_number_id, tenant_id FROM endpoint WHERE phone_number_id = ANY(?)
                        UNION SELECT phone_number_id, tenant_id FROM phone_number
                            WHERE phone_number_id = ANY(?) AND tenant_id IS NOT NULL
                        UNION SELECT endpoint_id, tenant_id FROM endpoint WHERE ? AND endpoint_id = ANY(?)""",
                        row -> Map.entry(row.string("phone_number_id"), row.string("tenant_id")),
                        array,
                        array,
                        alsoEndpoints,
                        array)
                .forEach(entry -> owners.put(entry.getKey(), entry.getValue()));
        return owners;
    }

    /// Serialised per session, as numbers are.
    ///
    /// @param places of sessions, as `session/<session>/<server>`
    void lockSessions(Sql sql, Collection<String> places) throws SQLException {
        sql.list(
                "SELECT count(pg_advisory_xact_lock(hashtextextended(n, 0))) AS locked"
                        + " FROM (SELECT n FROM unnest(?) AS n ORDER BY n) AS sorted",
                row -> true,
                sql.array("text", places));
    }

    /// Who has the sessions now, by place.
    Map<String, String> holders(Sql sql, List<String> sessions, List<String> servers) throws SQLException {
        var holders = new HashMap<String, String>();
        sql.list(
                        "SELECT 'session/' || e.session || '/' || e.server AS place, e.tenant_id"
                                + " FROM unnest(?, ?) AS s (session, server) JOIN endpoint e USING (session, server)",
                        row -> Map.entry(row.string("place"), row.string("tenant_id")),
                        sql.array("text", sessions),
                        sql.array("text", servers))
                .forEach(entry -> holders.put(entry.getKey(), entry.getValue()));
        return holders;
    }

    /// The states of those tenants that there are, held until the transaction ends.
    Map<String, String> tenants(Sql sql, Collection<String> tenantIds) throws SQLException {
        var states = new HashMap<String, String>();
        sql.list(
                        "SELECT tenant_id, state FROM tenant WHERE tenant_id = ANY(?) ORDER BY tenant_id FOR UPDATE",
                        row -> Map.entry(row.string("tenant_id"), row.string("state")),
                        sql.array("text", tenantIds))
                .forEach(entry -> states.put(entry.getKey(), entry.getValue()));
        return states;
    }

    /// Those of the keys that there are.
    Set<String> existing(Sql sql, ObjectKind kind, Collection<String> keys) throws SQLException {
        String key = String.join(" || '/' || ", kind.keys());
        return Set.copyOf(sql.list(
                "SELECT " + key + " AS key FROM " + kind.table() + " WHERE " + key + " = ANY(?)",
                row -> row.string("key"),
                sql.array("text", keys)));
    }

    /// The tenants that the projects belong to; an empty text for the platform's own.
    Map<String, String> projectOwners(Sql sql, Collection<String> projectIds) throws SQLException {
        var owners = new HashMap<String, String>();
        sql.list(
                        "SELECT project_id, coalesce(tenant_id, '') AS tenant_id FROM project WHERE project_id = ANY(?)",
                        row -> Map.entry(row.string("project_id"), row.string("tenant_id")),
                        sql.array("text", projectIds))
                .forEach(entry -> owners.put(entry.getKey(), entry.getValue()));
        return owners;
    }

    /// @param rows a JSON array
    void insert(Sql sql, String table, String rows) throws SQLException {
        sql.update(insertion(table), new Json(rows));
    }

    /// Lifts new tenants above every revision that a purged tenant of the same id may have had.
    ///
    /// A statement of its own: the insert may have waited for a purge, and does not see how far that raised
    /// the floor.
    void aboveFloor(Sql sql, Collection<String> tenantIds) throws SQLException {
        sql.update(
                "UPDATE tenant t SET revision = f.revision + 1 FROM revision_floor f"
                        + " WHERE t.tenant_id = ANY(?) AND t.revision <= f.revision",
                sql.array("text", tenantIds));
    }

    /// Sets everything that a file may set; the secrets that the rows do not hold stay.
    void replace(Sql sql, ObjectKind kind, String rows) throws SQLException {
        String table = kind.table();
        var sets = new ArrayList<String>();
        for (Column c : columns(table)) {
            if (replaced(c.name()) && !kind.keys().contains(c.name())) {
                sets.add(c.name() + " = " + merged("o", "r", c));
            }
        }
        if (has(table, "revision")) {
            sets.add("revision = o.revision + 1");
        }
        if (has(table, "updated_time")) {
            sets.add("updated_time = now()");
        }
        String same = String.join(
                " AND ", kind.keys().stream().map(k -> "o." + k + " = r." + k).toList());
        sql.update(
                "UPDATE " + table + " o SET " + String.join(", ", sets) + " FROM jsonb_populate_recordset(NULL::"
                        + table + ", ?::jsonb) r WHERE " + same,
                new Json(rows));
    }

    /// Deletes the tenants' endpoints that are not among the rows.
    void deleteOtherEndpoints(Sql sql, Collection<String> tenantIds, String rows) throws SQLException {
        sql.update(
                "DELETE FROM endpoint e WHERE e.tenant_id = ANY(?) AND NOT EXISTS (SELECT FROM"
                        + " jsonb_populate_recordset(NULL::endpoint, ?::jsonb) r"
                        + " WHERE r.tenant_id = e.tenant_id AND r.endpoint_id = e.endpoint_id)",
                sql.array("text", tenantIds),
                new Json(rows));
    }

    void putEndpoints(Sql sql, String rows) throws SQLException {
        var sets = new ArrayList<String>();
        for (Column c : columns(ENDPOINT)) {
            if (replaced(c.name()) && !c.name().equals("tenant_id") && !c.name().equals("endpoint_id")) {
                sets.add(c.name() + " = " + merged("o", "excluded", c));
            }
        }
        sql.update(
                insertion(ENDPOINT).replace("INTO endpoint", "INTO endpoint AS o")
                        + " ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET " + String.join(", ", sets)
                        + ", revision = o.revision + 1, updated_time = now()",
                new Json(rows));
    }

    /// Gives the tenants their next revision, in order of id; the revisions.
    Map<String, Long> touch(Sql sql, Collection<String> tenantIds) throws SQLException {
        var revisions = new HashMap<String, Long>();
        sql.list(
                "SELECT tenant_id FROM tenant WHERE tenant_id = ANY(?) ORDER BY tenant_id FOR UPDATE",
                row -> true,
                sql.array("text", tenantIds));
        sql.list(
                        "UPDATE tenant SET revision = revision + 1, updated_time = now() WHERE tenant_id = ANY(?)"
                                + " RETURNING tenant_id, revision",
                        row -> Map.entry(row.string("tenant_id"), row.longValue("revision")),
                        sql.array("text", tenantIds))
                .forEach(entry -> revisions.put(entry.getKey(), entry.getValue()));
        return revisions;
    }

    /// The revisions of the tenants.
    Map<String, Long> revisions(Sql sql, Collection<String> tenantIds) throws SQLException {
        var revisions = new HashMap<String, Long>();
        sql.list(
                        "SELECT tenant_id, revision FROM tenant WHERE tenant_id = ANY(?)",
                        row -> Map.entry(row.string("tenant_id"), row.longValue("revision")),
                        sql.array("text", tenantIds))
                .forEach(entry -> revisions.put(entry.getKey(), entry.getValue()));
        return revisions;
    }

    /// Tenants with an endpoint that takes secrets from one of the apps.
    List<String> tenantsOfApps(Sql sql, Collection<String> appIds) throws SQLException {
        return sql.list(
                "SELECT DISTINCT tenant_id FROM endpoint WHERE app_id = ANY(?)",
                row -> row.string("tenant_id"),
                sql.array("text", appIds));
    }

    /// Tenants one of whose numbers is mapped to one of the projects.
    List<String> tenantsOfProjects(Sql sql, Collection<String> projectIds) throws SQLException {
        return sql.list(
                """
                SELECT n.tenant_id FROM mapping m JOIN phone_number n USING (phone_number_id)
                WHERE m.project_id = ANY(?) AND n.tenant_id IS NOT NULL
                UNION SELECT e.tenant_id FROM mapping m
                JOIN endpoint e ON e.phone_number_id = m.phone_number_id OR e.endpoint_id = m.phone_number_id
                WHERE m.project_id = ANY(?)""", row -> row.string("tenant_id"), sql.array("text", projectIds), sql.array("text", projectIds));
    }

    private String insertion(String table) {
        var names = new ArrayList<String>();
        var values = new ArrayList<String>();
        for (Column c : columns(table)) {
            names.add(c.name());
            values.add(value("r", c));
        }
        return "INSERT INTO " + table + " (" + String.join(", ", names) + ") SELECT " + String.join(", ", values)
                + " FROM jsonb_populate_recordset(NULL::" + table + ", ?::jsonb) r";
    }

    // The fallback is what the database itself told.
    private static String value(String from, Column c) {
        String name = from + "." + c.name();
        return c.fallback().isEmpty() ? name : "coalesce(" + name + ", " + c.fallback() + ")";
    }

    private static String merged(String old, String from, Column c) {
        if (c.name().equals("secrets")) {
            // A stored key that the file does not hold was not given for another server: it does not go there.
            return "CASE WHEN " + origin(old) + " = " + origin(from) + " THEN " + old + ".secrets ELSE " + old
                    + ".secrets - 'apiKey' END || " + value(from, c);
        }
        if (MERGED.contains(c.name())) {
            return old + "." + c.name() + " || " + value(from, c);
        }
        return KEPT_WHEN_ABSENT.contains(c.name())
                ? "coalesce(" + from + "." + c.name() + ", " + old + "." + c.name() + ")"
                : value(from, c);
    }

    private static String origin(String endpoint) {
        return "substring(" + endpoint + ".server FROM '^[^/]*//[^/]*')";
    }

    private static boolean replaced(String column) {
        return DERIVED.contains(column) || !ObjectKind.isServerSet(column);
    }

    private boolean has(String table, String column) {
        return columns(table).stream().anyMatch(c -> c.name().equals(column));
    }

    private static Column column(Row row) throws SQLException {
        return new Column(
                row.string("column_name"), row.string("data_type"), row.string("fallback"), row.bool("nullable"));
    }
}
