package dev.waypost.health.alert;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The rules that somebody changed.
@Singleton
class RuleStore {
    private final Db db;
    private final AlertSettings settings;

    RuleStore(Db db, AlertSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    Rules all() {
        List<Rule> changed =
                db.read(sql -> sql.list("SELECT * FROM alert_rule WHERE kind = ANY(?)", RuleStore::rule, kinds(sql)));
        return new Rules(changed, settings);
    }

    /// The tenant's own and those for everybody.
    Rules of(String tenantId) {
        List<Rule> changed = db.read(sql -> sql.list(
                "SELECT * FROM alert_rule WHERE tenant_id IN ('', ?) AND kind = ANY(?)",
                RuleStore::rule,
                tenantId,
                kinds(sql)));
        return new Rules(changed, settings);
    }

    /// Kinds of a newer version are left to it.
    private static java.sql.Array kinds(Sql sql) throws SQLException {
        return sql.array(
                "text", Arrays.stream(AlertKind.values()).map(Enum::name).toList());
    }

    Optional<Rule> find(Sql sql, AlertKind kind, String tenantId) throws SQLException {
        return sql.one(
                "SELECT * FROM alert_rule WHERE tenant_id = ? AND kind = ? FOR UPDATE",
                RuleStore::rule,
                tenantId,
                kind.name());
    }

    Rule save(Sql sql, Rule rule) throws SQLException {
        return sql.one(
                        """
                        INSERT INTO alert_rule (tenant_id, kind, enabled, severity, threshold, clear_threshold,
                          raise_after_ms, clear_after_ms)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (tenant_id, kind) DO UPDATE SET enabled = excluded.enabled,
                          severity = excluded.severity, threshold = excluded.threshold,
                          clear_threshold = excluded.clear_threshold, raise_after_ms = excluded.raise_after_ms,
                          clear_after_ms = excluded.clear_after_ms, revision = alert_rule.revision + 1, update_time = now()
                        RETURNING *""",
                        RuleStore::rule,
                        rule.tenantId(),
                        rule.kind().name(),
                        rule.enabled(),
                        rule.severity().name(),
                        rule.threshold(),
                        rule.clearThreshold(),
                        rule.raiseAfter().toMillis(),
                        rule.clearAfter().toMillis())
                .orElseThrow();
    }

    void delete(Sql sql, AlertKind kind, String tenantId) throws SQLException {
        sql.update("DELETE FROM alert_rule WHERE tenant_id = ? AND kind = ?", tenantId, kind.name());
    }

    private static Rule rule(Row row) throws SQLException {
        return new Rule(
                AlertKind.valueOf(row.string("kind")),
                row.string("tenant_id"),
                row.bool("enabled"),
                Severity.valueOf(row.string("severity")),
                AlertStore.number(row, "threshold"),
                AlertStore.number(row, "clear_threshold"),
                Duration.ofMillis(row.longValue("raise_after_ms")),
                Duration.ofMillis(row.longValue("clear_after_ms")),
                row.longValue("revision"),
                row.instant("update_time"));
    }
}
