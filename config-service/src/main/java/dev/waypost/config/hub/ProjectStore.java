package dev.waypost.config.hub;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.document.Documents;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Json;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Projects in PostgreSQL.
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
                                + " active, max_in_flight, timeout_millis, event_kinds, max_per_second, when_blocked,"
                                + " payload_format, disabled_cause, disabled_time)"
                                + " VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?,"
                                + " CASE WHEN ? THEN NULL ELSE now() END) ON CONFLICT DO NOTHING",
                        p.id(),
                        p.tenantId(),
                        p.name(),
                        p.url(),
                        p.description(),
                        Documents.write(p.headers()),
                        secret(p),
                        p.active(),
                        p.maxInFlight(),
                        p.timeoutMillis(),
                        sql.array("text", p.eventKinds()),
                        p.maxPerSecond(),
                        p.whenBlocked(),
                        p.payloadFormat(),
                        p.disabledCause(),
                        p.active())
                == 1;
    }

    Optional<Project> find(Sql sql, String id) throws SQLException {
        return sql.one("SELECT * FROM project WHERE project_id = ?", this::project, id);
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

    void update(Sql sql, Project p) throws SQLException {
        sql.update(
                "UPDATE project SET tenant_id = ?, name = ?, url = ?, description = ?, headers = ?::jsonb,"
                        + " signing_secret = ?::jsonb, active = ?, max_in_flight = ?, timeout_millis = ?, event_kinds = ?,"
                        + " max_per_second = ?, when_blocked = ?, payload_format = ?, disabled_cause = ?,"
                        + " disabled_time = CASE WHEN ? THEN NULL ELSE coalesce(disabled_time, now()) END, revision = revision + 1, updated_time = now()"
                        + " WHERE project_id = ?",
                p.tenantId(),
                p.name(),
                p.url(),
                p.description(),
                Documents.write(p.headers()),
                secret(p),
                p.active(),
                p.maxInFlight(),
                p.timeoutMillis(),
                sql.array("text", p.eventKinds()),
                p.maxPerSecond(),
                p.whenBlocked(),
                p.payloadFormat(),
                p.disabledCause(),
                p.active(),
                p.id());
    }

    /// Replaces the signing secret and nothing else.
    void putSecret(Sql sql, String id, SealedSecret secret) throws SQLException {
        sql.update(
                "UPDATE project SET signing_secret = ?::jsonb, revision = revision + 1, updated_time = now()"
                        + " WHERE project_id = ?",
                Documents.write(secret),
                id);
    }

    void delete(Sql sql, String id) throws SQLException {
        sql.update("DELETE FROM project WHERE project_id = ?", id);
    }

    /// Projects of no tenant that the number is mapped to become the tenant's.
    void join(Sql sql, String phoneNumberId, String tenantId) throws SQLException {
        sql.update(
                "UPDATE project SET tenant_id = ?, revision = revision + 1, updated_time = now()"
                        + " WHERE tenant_id IS NULL"
                        + " AND project_id IN (SELECT project_id FROM mapping WHERE phone_number_id = ?)",
                tenantId,
                phoneNumberId);
    }

    private static @Nullable Json secret(Project project) {
        return project.signingSecret() == null ? null : Documents.write(project.signingSecret());
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
                row.strings("event_kinds"),
                row.intValue("max_per_second"),
                row.string("when_blocked"),
                row.string("payload_format"),
                row.string("disabled_cause"),
                row.instantOrNull("disabled_time"),
                row.longValue("revision"),
                row.instant("created_time"),
                row.instant("updated_time"));
    }
}
