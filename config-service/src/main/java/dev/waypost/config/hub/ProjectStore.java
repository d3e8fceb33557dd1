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
import java.util.Collection;
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

    List<Project> list(Page page, String phoneNumberId, Collection<String> disabledCauses) {
        return db.read(sql -> query(sql, page, phoneNumberId, disabledCauses).read(page.limit(), this::project));
    }

    /// In order of number where ids are numbers. All projects of a phone number are read, and of a tenant that asks for
    /// causes.
    static PageStore query(Sql sql, Page page, String phoneNumberId, Collection<String> disabledCauses)
            throws SQLException {
        var query = new PageStore(
                sql,
                "SELECT * FROM project",
                "length(project_id), project_id",
                page.after().length(),
                page.after());
        if (!phoneNumberId.isEmpty()) {
            query.where(
                    "project_id = ANY(ARRAY(SELECT project_id FROM mapping WHERE phone_number_id = ?))", phoneNumberId);
        }
        query.owned(page);
        if (page.isOfAll() && !disabledCauses.isEmpty()) {
            // What the partial index says must stand in the statement: no plan knows that no cause is empty.
            query.where("disabled_cause <> ''");
        }
        return disabledCauses.isEmpty() ? query : query.isAny("disabled_cause", disabledCauses);
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
