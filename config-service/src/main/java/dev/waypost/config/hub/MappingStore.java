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
    private static final String MAPPINGS =
            "SELECT m.*, p.tenant_id FROM mapping m JOIN project p USING (project_id) WHERE true";

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
                MAPPINGS + " AND m.phone_number_id = ? AND project_id = ?",
                MappingStore::mapping,
                phoneNumberId,
                projectId);
    }

    /// The number's mappings to these projects.
    List<Mapping> find(String phoneNumberId, Collection<String> projectIds) {
        return db.read(sql -> sql.list(
                MAPPINGS + " AND m.phone_number_id = ? AND project_id = ANY(?)",
                MappingStore::mapping,
                phoneNumberId,
                sql.array("text", projectIds)));
    }

    /// In order of number, then the highest priority first.
    List<Mapping> list(Page page, String phoneNumberId, String projectId) {
        Matcher after = TOKEN.matcher(page.after());
        boolean first = page.after().isEmpty();
        if (!first && !after.matches()) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).with("page_token", Fault.Violation.shown(page.after()));
        }
        return db.read(sql -> sql.list(
                MAPPINGS
                        + " AND (? OR (m.phone_number_id, -priority, project_id) > (?, ?, ?))"
                        + " AND (? = '' OR m.phone_number_id = ?) AND (? = '' OR project_id = ?)"
                        + Page.SEEN.formatted("p.tenant_id")
                        + " ORDER BY m.phone_number_id, -priority, project_id LIMIT ?",
                MappingStore::mapping,
                first,
                first ? "" : after.group(1),
                first ? 0 : -Integer.parseInt(after.group(2)),
                first ? "" : after.group(3),
                phoneNumberId,
                phoneNumberId,
                projectId,
                projectId,
                page.tenantId(),
                page.tenantId(),
                page.visible().isEmpty(),
                sql.array("text", page.visible()),
                page.limit()));
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
