package dev.waypost.config.hub;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which numbers are mapped to which projects, in PostgreSQL.
@Singleton
final class MappingStore {
    private static final Pattern TOKEN = Pattern.compile("([^/]+)/(-?[0-9]{1,9})/([^/]+)");
    private static final String TENANT = "(SELECT p.tenant_id FROM project p WHERE p.project_id = m.project_id)";
    private static final String MAPPINGS = "SELECT m.*, " + TENANT + " AS tenant_id FROM mapping m";

    private final Db db;

    MappingStore(Db db) {
        this.db = db;
    }

    void put(Sql sql, String phoneNumberId, String projectId, int priority) throws SQLException {
        sql.update(
                "INSERT INTO mapping (phone_number_id, project_id, priority) VALUES (?, ?, ?)"
                        + " ON CONFLICT (phone_number_id, project_id) DO UPDATE SET priority = excluded.priority",
                phoneNumberId,
                projectId,
                priority);
    }

    void delete(Sql sql, String phoneNumberId, String projectId) throws SQLException {
        sql.update("DELETE FROM mapping WHERE phone_number_id = ? AND project_id = ?", phoneNumberId, projectId);
    }

    Optional<Mapping> find(Sql sql, String phoneNumberId, String projectId) throws SQLException {
        return sql.one(
                MAPPINGS + " WHERE m.phone_number_id = ? AND project_id = ?",
                MappingStore::mapping,
                phoneNumberId,
                projectId);
    }

    /// The number's mappings to these projects.
    List<Mapping> find(String phoneNumberId, Collection<String> projectIds) {
        return db.read(sql -> sql.list(
                MAPPINGS + " WHERE m.phone_number_id = ? AND project_id = ANY(?)",
                MappingStore::mapping,
                phoneNumberId,
                sql.array("text", projectIds)));
    }

    /// In order of number, then the highest priority first.
    List<Mapping> list(Page page, String phoneNumberId, String projectId) {
        return db.read(sql -> query(sql, page, phoneNumberId, projectId).read(page.limit(), MappingStore::mapping));
    }

    /// A tenant's mappings are those of its projects: all of these are read, and a page of each. All mappings of a
    /// number are read where a project or a tenant is asked for, too; all of a project with a tenant.
    static PageStore query(Sql sql, Page page, String phoneNumberId, String projectId) throws SQLException {
        PageStore query = behind(sql, page, phoneNumberId)
                .is("phone_number_id", phoneNumberId)
                .is("project_id", projectId);
        if (page.isOfAll()) {
            return query;
        }
        return phoneNumberId.isEmpty() && projectId.isEmpty()
                ? query.isFound(
                        "project_id",
                        "SELECT project_id FROM project WHERE tenant_id = ANY(?)",
                        sql.array("text", page.owners()))
                : query.keeps(TENANT, page.owners());
    }

    private static PageStore behind(Sql sql, Page page, String phoneNumberId) {
        Matcher after = TOKEN.matcher(page.after());
        boolean first = page.after().isEmpty();
        if (!first && !after.matches()) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).with("page_token", Fault.Violation.shown(page.after()));
        }
        int priority = first ? Integer.MIN_VALUE : -Integer.parseInt(after.group(2));
        String project = first ? "" : after.group(3);
        // An index finds the place of a row only by columns that are named once.
        return phoneNumberId.isEmpty()
                ? new PageStore(
                        sql,
                        MAPPINGS,
                        "phone_number_id, -priority, project_id",
                        first ? "" : after.group(1),
                        priority,
                        project)
                : new PageStore(sql, MAPPINGS, "-priority, project_id", priority, project);
    }

    static String token(Mapping last) {
        return last.phoneNumberId() + "/" + last.priority() + "/" + last.projectId();
    }

    private static Mapping mapping(Row row) throws SQLException {
        return new Mapping(
                row.string("phone_number_id"),
                row.string("project_id"),
                row.intValue("priority"),
                row.stringOrNull("tenant_id"),
                row.instant("created_time"));
    }
}
