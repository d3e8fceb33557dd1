package dev.waypost.ingress.delivery;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Since when projects take nothing, over all processes and restarts.
@Singleton
class FailingProjectStore {
    record Failing(String tenantId, String projectId, long revision) {}

    private final Db db;

    FailingProjectStore(Db db) {
        this.db = db;
    }

    /// One success ends it, wherever it was. A changed project begins anew.
    void note(Map<Failures.Key, Failures.Noted> noted) {
        if (noted.isEmpty()) {
            return;
        }
        var keys = List.copyOf(noted.keySet());
        db.run(sql -> {
            var tenants =
                    sql.array("text", keys.stream().map(Failures.Key::tenantId).toList());
            var projects =
                    sql.array("text", keys.stream().map(Failures.Key::projectId).toList());
            var revisions = sql.array(
                    "int8",
                    keys.stream().map(noted::get).map(Failures.Noted::revision).toList());
            var tries = sql.array(
                    "int8",
                    keys.stream().map(noted::get).map(Failures.Noted::tries).toList());
            sql.update("""
                    INSERT INTO failing_project AS f (tenant_id, project_id, revision, tries)
                    SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[]) AS n(tenant_id, project_id, revision, tries)
                    WHERE n.tries > 0 ORDER BY tenant_id, project_id
                    ON CONFLICT (tenant_id, project_id) DO UPDATE SET last_at = now(), revision = EXCLUDED.revision,
                      since = CASE WHEN f.revision = EXCLUDED.revision THEN f.since ELSE now() END,
                      tries = CASE WHEN f.revision = EXCLUDED.revision THEN f.tries ELSE 0 END + EXCLUDED.tries""", tenants, projects, revisions, tries);
            sql.update("""
                    DELETE FROM failing_project f USING unnest(?::text[], ?::text[], ?::bigint[]) AS n(tenant_id, project_id, tries)
                    WHERE n.tries = 0 AND f.tenant_id = n.tenant_id AND f.project_id = n.project_id""", tenants, projects, tries);
        });
    }

    /// Those that took nothing for so long, of so many tries, and are still tried.
    List<Failing> since(Duration time, int tries) {
        return db.read(sql -> sql.list(
                """
                SELECT tenant_id, project_id, revision FROM failing_project
                WHERE since <= now() - ? * interval '1 millisecond' AND tries >= ? AND last_at > now() - interval '1 hour'
                LIMIT 100""",
                row -> new Failing(row.string("tenant_id"), row.string("project_id"), row.longValue("revision")),
                time.toMillis(),
                tries));
    }

    void forget(Failing failing) {
        db.run(sql -> sql.update(
                "DELETE FROM failing_project WHERE tenant_id = ? AND project_id = ? AND revision = ?",
                failing.tenantId(),
                failing.projectId(),
                failing.revision()));
    }
}
