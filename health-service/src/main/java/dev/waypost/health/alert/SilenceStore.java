package dev.waypost.health.alert;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// Silences and maintenance windows.
@Singleton
class SilenceStore {
    private final Db db;

    SilenceStore(Db db) {
        this.db = db;
    }

    /// All that have not ended.
    List<Silence> standing(Sql sql) throws SQLException {
        return sql.list(
                "SELECT * FROM alert_silence WHERE end_time > now() OR repeat_ms IS NOT NULL", SilenceStore::silence);
    }

    /// By id, the latest first: ids grow with time.
    List<Silence> list(Collection<String> tenants, String before, int most) {
        return db.read(sql -> sql.list(
                """
                SELECT * FROM alert_silence WHERE (end_time > now() OR repeat_ms IS NOT NULL)
                  AND (? OR tenant_id = ANY(?)) AND (? = '' OR silence_id < ?)
                ORDER BY silence_id DESC LIMIT ?""", SilenceStore::silence, tenants.isEmpty(), sql.array("text", tenants), before, before, most));
    }

    Silence add(Sql sql, Silence silence) throws SQLException {
        Duration repeat = silence.repeat();
        return sql.one(
                        """
                        INSERT INTO alert_silence (tenant_id, silence_id, kind, subject, comment, start_time, end_time,
                          repeat_ms, created_by)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *""",
                        SilenceStore::silence,
                        silence.tenantId(),
                        silence.silenceId(),
                        silence.kind(),
                        silence.subject(),
                        silence.comment(),
                        silence.startTime(),
                        silence.endTime(),
                        repeat == null ? null : repeat.toMillis(),
                        silence.createdBy())
                .orElseThrow();
    }

    void delete(Sql sql, String tenantId, String silenceId) throws SQLException {
        sql.update(
                "DELETE FROM alert_silence WHERE silence_id = ? AND (? = '' OR tenant_id = ?)",
                silenceId,
                tenantId,
                tenantId);
    }

    void forgetOld() {
        db.run(sql -> sql.update(
                "DELETE FROM alert_silence WHERE repeat_ms IS NULL AND end_time < now() - interval '1 day'"));
    }

    private static Silence silence(Row row) throws SQLException {
        long repeat = row.longValue("repeat_ms");
        return new Silence(
                row.string("silence_id"),
                row.string("tenant_id"),
                row.string("kind"),
                row.string("subject"),
                row.string("comment"),
                row.instant("start_time"),
                row.instant("end_time"),
                repeat == 0 ? null : Duration.ofMillis(repeat),
                row.string("created_by"),
                row.instant("create_time"));
    }
}
