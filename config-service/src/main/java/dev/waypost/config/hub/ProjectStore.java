package dev.waypost.config.hub;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.document.Documents;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Projects and the numbers that are mapped to them, in PostgreSQL.
@Singleton
final class ProjectStore {
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final Db db;
    private final InstantSource clock;

    ProjectStore(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /// The next number that is no project's id yet; callers know projects by small numbers.
    String nextId(Sql sql) throws SQLException {
        return sql.one("""
                        WITH RECURSIVE tried AS (
                            SELECT nextval('project_number')::text AS id
                            UNION ALL SELECT nextval('project_number')::text FROM tried t
                            WHERE EXISTS (SELECT FROM project p WHERE p.project_id = t.id))
                        SELECT id FROM tried t WHERE NOT EXISTS (SELECT FROM project p WHERE p.project_id = t.id)
                        LIMIT 1""", row -> row.string("id")).orElseThrow();
    }

    boolean add(Sql sql, Project p) throws SQLException {
        return sql.update(
                        "INSERT INTO project (project_id, tenant_id, name, url, description, headers, signing_secret,"
                                + " active, max_in_flight, timeout_millis)"
                                + " VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?) ON CONFLICT DO NOTHING",
                        p.id(),
                        p.tenantId(),
                        p.name(),
                        p.url(),
                        p.description(),
                        Documents.write(p.headers()),
                        p.signingSecret() == null ? null : Documents.write(p.signingSecret()),
                        p.active(),
                        p.maxInFlight(),
                        p.timeoutMillis())
                == 1;
    }

    Optional<Project> find(Sql sql, String id) throws SQLException {
        return sql.one("SELECT * FROM project WHERE project_id = ?", this::project, id);
    }

    /// Replaces the signing secret and nothing else.
    void putSecret(Sql sql, String id, SealedSecret secret) throws SQLException {
        sql.update(
                "UPDATE project SET signing_secret = ?::jsonb, revision = revision + 1, updated_time = now()"
                        + " WHERE project_id = ?",
                Documents.write(secret),
                id);
    }

    /// The project, held until the transaction ends.
    Optional<Project> lock(Sql sql, String id) throws SQLException {
        return sql.one("SELECT * FROM project WHERE project_id = ? FOR UPDATE", this::project, id);
    }

    /// Tenants whose snapshot shows the project: the same numbers that snapshots are read by.
    List<String> tenantsOf(Sql sql, String id) throws SQLException {
        return sql.list("""
                SELECT n.tenant_id FROM mapping m JOIN phone_number n USING (phone_number_id)
                WHERE m.project_id = ? AND n.tenant_id IS NOT NULL
                UNION SELECT e.tenant_id FROM mapping m JOIN endpoint e
                ON e.phone_number_id = m.phone_number_id OR e.endpoint_id = m.phone_number_id
                WHERE m.project_id = ?""", row -> row.string("tenant_id"), id, id);
    }

    Optional<Project> find(String id) {
        return db.read(sql -> find(sql, id));
    }

    List<Project> list(Page page, String phoneNumberId) {
        return db.read(sql -> sql.list(
                """
                SELECT * FROM project p
                WHERE (lpad(project_id, 128), project_id) > (lpad(?, 128), ?)
                  AND (? = '' OR tenant_id = ?) AND (? OR tenant_id = ANY(?))
                  AND (? = '' OR EXISTS (
                      SELECT FROM mapping m WHERE m.project_id = p.project_id AND m.phone_number_id = ?))
                ORDER BY lpad(project_id, 128), project_id LIMIT ?""",
                this::project,
                page.after(),
                page.after(),
                page.tenantId(),
                page.tenantId(),
                page.visible().isEmpty(),
                sql.array("text", page.visible()),
                phoneNumberId,
                phoneNumberId,
                page.limit()));
    }

    void map(Sql sql, String phoneNumberId, String projectId, int priority) throws SQLException {
        sql.update(
                "INSERT INTO mapping (phone_number_id, project_id, priority) VALUES (?, ?, ?)"
                        + " ON CONFLICT (phone_number_id, project_id) DO UPDATE SET priority = excluded.priority",
                phoneNumberId,
                projectId,
                priority);
    }

    boolean unmap(Sql sql, String phoneNumberId, String projectId) throws SQLException {
        return sql.update("DELETE FROM mapping WHERE phone_number_id = ? AND project_id = ?", phoneNumberId, projectId)
                == 1;
    }

    Optional<Mapping> mapping(Sql sql, String phoneNumberId, String projectId) throws SQLException {
        return sql.one(
                "SELECT m.*, p.tenant_id FROM mapping m JOIN project p USING (project_id)"
                        + " WHERE m.phone_number_id = ? AND m.project_id = ?",
                ProjectStore::mapping,
                phoneNumberId,
                projectId);
    }

    /// In order of number and project; the page's `after` is both, parted by a slash.
    List<Mapping> mappings(Page page, String phoneNumberId, String projectId) {
        return db.read(sql -> sql.list(
                """
                SELECT m.*, p.tenant_id FROM mapping m JOIN project p USING (project_id)
                WHERE m.phone_number_id || '/' || project_id > ?
                  AND (? = '' OR m.phone_number_id = ?) AND (? = '' OR project_id = ?)
                  AND (? = '' OR p.tenant_id = ?) AND (? OR p.tenant_id = ANY(?))
                ORDER BY m.phone_number_id || '/' || project_id LIMIT ?""",
                ProjectStore::mapping,
                page.after(),
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

    private Project project(Row row) throws SQLException {
        return new Project(
                row.string("project_id"),
                row.stringOrNull("tenant_id"),
                row.string("name"),
                row.string("url"),
                row.string("description"),
                Documents.read(row.string("headers"), HEADERS),
                SealedSecret.read(row.stringOrNull("signing_secret"), clock.instant()),
                row.bool("active"),
                row.intValue("max_in_flight"),
                row.longValue("timeout_millis"),
                row.longValue("revision"),
                row.instant("created_time"),
                row.instant("updated_time"));
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
