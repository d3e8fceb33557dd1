package dev.waypost.health.alert;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table of alerts. Whoever changes it takes the turn first.
@Singleton
class AlertStore {
    private static final String SAVE = """
            INSERT INTO alert (tenant_id, alert_id, kind, subject, severity, state, summary, value, threshold, occurrences,
              told, silenced, since_time, below_time, raise_time, last_raise_time, acknowledge_time, acknowledged_by,
              comment, clear_time)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, alert_id) DO UPDATE SET severity = excluded.severity, state = excluded.state,
              summary = excluded.summary, value = excluded.value, threshold = excluded.threshold,
              occurrences = excluded.occurrences, told = excluded.told, silenced = excluded.silenced,
              below_time = excluded.below_time, raise_time = excluded.raise_time,
              last_raise_time = excluded.last_raise_time, acknowledge_time = excluded.acknowledge_time,
              acknowledged_by = excluded.acknowledged_by, comment = excluded.comment, clear_time = excluded.clear_time,
              change = nextval('alert_change')""";

    private final Db db;

    AlertStore(Db db) {
        this.db = db;
    }

    /// Takes the turn and tells the store's time; empty when another has it, or had it a moment ago.
    Optional<Instant> turn(Sql sql, long pauseMillis) throws SQLException {
        // A process that is stopped in the middle must not hold up the others.
        sql.update("SET LOCAL idle_in_transaction_session_timeout = '10s'");
        return sql.one("""
                UPDATE alert_turn SET last_time = now() WHERE id = (
                  SELECT id FROM alert_turn WHERE id = 1
                    AND (last_time <= now() - ? * interval '1 millisecond' OR last_time > now()) FOR UPDATE SKIP LOCKED)
                RETURNING now() AS now""", row -> row.instant("now"), pauseMillis);
    }

    /// Waits for the turn: for what a person does.
    Instant turn(Sql sql) throws SQLException {
        return sql.one("SELECT now() AS now FROM alert_turn WHERE id = 1 FOR UPDATE", row -> row.instant("now"))
                .orElseThrow();
    }

    /// All that are not over, suspected ones included.
    List<Standing> standing(Sql sql) throws SQLException {
        return sql.list("SELECT * FROM alert WHERE state <> 'CLEARED'", AlertStore::standing);
    }

    /// How many of a kind were raised since then, and are not over.
    long raisedSince(Sql sql, AlertKind kind, Instant since) throws SQLException {
        return sql.one(
                        "SELECT count(*) AS n FROM alert WHERE state <> 'CLEARED' AND kind = ? AND raise_time > ?",
                        row -> row.longValue("n"),
                        kind.name(),
                        since)
                .orElse(0L);
    }

    void save(Sql sql, Standing alert) throws SQLException {
        sql.update(
                SAVE,
                alert.key().tenantId(),
                alert.alertId(),
                alert.key().kind().name(),
                alert.key().subject(),
                alert.severity().name(),
                alert.state().name(),
                alert.summary(),
                alert.value(),
                alert.threshold(),
                alert.occurrences(),
                alert.told().name(),
                alert.silenced(),
                alert.sinceTime(),
                alert.belowTime(),
                alert.raiseTime(),
                alert.lastRaiseTime(),
                alert.acknowledgeTime(),
                alert.acknowledgedBy(),
                alert.comment(),
                alert.clearTime());
    }

    void forget(Sql sql, Standing suspected) throws SQLException {
        sql.update(
                "DELETE FROM alert WHERE tenant_id = ? AND alert_id = ? AND state = 'PENDING'",
                suspected.key().tenantId(),
                suspected.alertId());
    }

    Optional<Standing> find(Sql sql, String tenantId, String alertId) throws SQLException {
        return sql.one(
                "SELECT * FROM alert WHERE alert_id = ? AND (? = '' OR tenant_id = ?) AND state <> 'PENDING'",
                AlertStore::standing,
                alertId,
                tenantId,
                tenantId);
    }

    /// The latest first.
    ///
    /// @param tenants empty for all
    /// @param states empty for all
    /// @param severities those wanted
    List<Standing> list(
            Collection<String> tenants,
            Collection<String> states,
            Collection<String> severities,
            long before,
            int most) {
        return db.read(sql -> sql.list(
                """
                SELECT * FROM alert WHERE seq < ? AND state <> 'PENDING' AND (? OR tenant_id = ANY(?))
                  AND (? OR state = ANY(?)) AND severity = ANY(?)
                ORDER BY seq DESC LIMIT ?""",
                AlertStore::standing,
                before,
                tenants.isEmpty(),
                sql.array("text", tenants),
                states.isEmpty(),
                sql.array("text", states),
                sql.array("text", severities),
                most));
    }

    /// What changed after that, in order; changes are numbered in the order of their commits.
    List<Standing> changedAfter(Collection<String> tenants, long change, int most) {
        return db.read(sql ->
                sql.list("""
                SELECT * FROM alert WHERE change > ? AND state <> 'PENDING' AND (? OR tenant_id = ANY(?))
                ORDER BY change LIMIT ?""", AlertStore::standing, change, tenants.isEmpty(), sql.array("text", tenants), most));
    }

    /// The last change that was committed.
    long lastChange() {
        return db.read(sql -> sql.one("SELECT coalesce(max(change), 0) AS n FROM alert", row -> row.longValue("n")))
                .orElse(0L);
    }

    /// How many are open, by severity.
    List<OpenCount> open() {
        return db.read(sql ->
                sql.list("""
                SELECT severity, count(*) AS n FROM alert WHERE state IN ('OPEN', 'ACKNOWLEDGED') GROUP BY severity""", row -> new OpenCount(Severity.valueOf(row.string("severity")), row.longValue("n"))));
    }

    record OpenCount(Severity severity, long count) {}

    void forgetOld(long keepSeconds) {
        db.run(sql -> sql.update("""
                DELETE FROM alert WHERE state = 'CLEARED' AND clear_time < now() - ? * interval '1 second'""", keepSeconds));
    }

    private static Standing standing(Row row) throws SQLException {
        return new Standing(
                row.string("alert_id"),
                new Reading.Key(AlertKind.valueOf(row.string("kind")), row.string("tenant_id"), row.string("subject")),
                row.longValue("seq"),
                row.longValue("change"),
                Severity.valueOf(row.string("severity")),
                AlertState.valueOf(row.string("state")),
                row.string("summary"),
                number(row, "value"),
                number(row, "threshold"),
                row.intValue("occurrences"),
                Told.valueOf(row.string("told")),
                row.bool("silenced"),
                row.instant("since_time"),
                row.instantOrNull("below_time"),
                row.instantOrNull("raise_time"),
                row.instantOrNull("last_raise_time"),
                row.instantOrNull("acknowledge_time"),
                row.string("acknowledged_by"),
                row.string("comment"),
                row.instantOrNull("clear_time"));
    }

    static double number(Row row, String column) throws SQLException {
        @Nullable String text = row.stringOrNull(column);
        return text == null ? 0 : Double.parseDouble(text);
    }
}
