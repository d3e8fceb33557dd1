package dev.waypost.ingress.erase;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the tables hold of a user. Events stay, without who and what, so that one that is sent again is not taken for
/// new.
@Singleton
class UserRowsStore {
    private static final int BATCH = 200;

    private static final String BLANK_EVENTS = """
            WITH mine AS MATERIALIZED (
              SELECT tenant_id, event_id, day FROM event
              WHERE tenant_id = ? AND day = ?::date AND user_id = ANY(?::text[]) LIMIT ? FOR UPDATE)
            UPDATE event e SET user_id = NULL, provider_message_id = NULL, reply_to = NULL, callback_data = NULL,
              error_title = NULL
            FROM mine WHERE e.tenant_id = mine.tenant_id AND e.event_id = mine.event_id AND e.day = mine.day
            RETURNING e.event_id""";

    /// Tables of what is still to be done with events, wherever it waits: each says whose conversation it is.
    private static final String WORK = """
            SELECT table_name::text AS name FROM information_schema.columns
            WHERE table_schema = 'ingress' AND column_name IN ('event_id', 'conversation')
            GROUP BY table_name HAVING count(*) = 2 ORDER BY table_name""";

    private static final String NAMING = " WHERE tenant_id = ? AND EXISTS (SELECT FROM unnest(?::text[]) AS n(name)"
            + " WHERE position(convert_to(n.name, 'UTF8') IN bytes) > 0)";

    private final Db db;

    UserRowsStore(Db db) {
        this.db = db;
    }

    private record Body(String bodyId, byte[] bytes) {}

    /// All names under which the user is known, those asked for included.
    Set<String> names(String tenantId, Set<String> asked) {
        Set<String> names = new LinkedHashSet<>(asked);
        int before;
        do {
            before = names.size();
            names.addAll(db.read(sql -> linked(sql, tenantId, names)));
        } while (names.size() > before);
        return names;
    }

    private static List<String> linked(Sql sql, String tenantId, Set<String> names) throws SQLException {
        var known = sql.array("text", names);
        List<String> linked = new ArrayList<>(sql.list(
                "SELECT alias AS name FROM user_alias WHERE tenant_id = ? AND (alias = ANY(?) OR user_key = ANY(?))"
                        + " UNION SELECT user_key FROM user_alias WHERE tenant_id = ? AND alias = ANY(?)",
                row -> row.string("name"),
                tenantId,
                known,
                known,
                tenantId,
                known));
        linked.addAll(sql.list("""
                SELECT n.name FROM user_lock_name k JOIN user_lock l ON l.lock_id = k.lock_id AND l.tenant_id = ?
                JOIN user_lock_name n ON n.lock_id = l.lock_id WHERE k.name = ANY(?)""", row -> row.string("name"), tenantId, known));
        return linked;
    }

    /// The days that something is kept of, the latest first.
    List<String> days(String table) {
        return db.read(sql -> sql.list(
                "SELECT day::text AS day FROM (SELECT to_date(substring(inhrelid::regclass::text FROM '[0-9]{8}$'),"
                        + " 'YYYYMMDD') AS day FROM pg_inherits WHERE inhparent = '" + table
                        + "'::regclass UNION SELECT day FROM " + table
                        + "_default) AS d WHERE day IS NOT NULL ORDER BY day DESC",
                row -> row.string("day")));
    }

    /// How many events of a day were blanked; what was to be delivered of them is not any more.
    int blankEvents(String tenantId, String day, Set<String> names) {
        List<String> work = db.read(sql -> sql.list(WORK, row -> row.string("name")));
        int blanked = 0;
        int batch;
        do {
            batch = db.tx(sql -> {
                List<String> events = sql.list(
                        BLANK_EVENTS, row -> row.string("event_id"), tenantId, day, sql.array("text", names), BATCH);
                for (String table : work) {
                    sql.update(
                            "DELETE FROM " + table + " WHERE tenant_id = ? AND event_id = ANY(?::text[])",
                            tenantId,
                            sql.array("text", events));
                }
                return events.size();
            });
            blanked += batch;
        } while (batch == BATCH);
        return blanked;
    }

    /// How many webhooks of a day named the user.
    int blankBodies(String tenantId, String day, List<String> telling) {
        return blankBodies("body", " AND day = '" + day + "'", tenantId, telling);
    }

    /// Webhooks of the tenant that are in quarantine.
    int blankStrays(String tenantId, Set<String> names, List<String> telling) {
        int events = db.tx(sql -> sql.update(
                "DELETE FROM quarantined WHERE tenant_id = ? AND user_id = ANY(?::text[])",
                tenantId,
                sql.array("text", names)));
        return events + blankBodies("quarantined_body", "", tenantId, telling);
    }

    /// @param table ours, never a caller's
    /// @param when ours as well
    private int blankBodies(String table, String when, String tenantId, List<String> telling) {
        if (telling.isEmpty()) {
            return 0;
        }
        int blanked = 0;
        int batch;
        do {
            batch = db.tx(sql -> {
                List<Body> bodies = sql.list(
                        "SELECT body_id, bytes FROM " + table + NAMING + when + " LIMIT ? FOR UPDATE",
                        row -> new Body(row.string("body_id"), row.bytes("bytes")),
                        tenantId,
                        sql.array("text", telling),
                        BATCH);
                for (Body body : bodies) {
                    // What the provider signed is not what is left.
                    sql.update(
                            "UPDATE " + table + " SET bytes = ?, signature = NULL WHERE tenant_id = ? AND body_id = ?"
                                    + when,
                            BlankBodyPolicy.without(body.bytes(), telling),
                            tenantId,
                            body.bodyId());
                }
                return bodies.size();
            });
            blanked += batch;
        } while (batch == BATCH);
        return blanked;
    }

    /// Forgets who the user was.
    void forgetNames(String tenantId, Set<String> names) {
        db.run(sql -> {
            var known = sql.array("text", names);
            sql.update(
                    "DELETE FROM user_alias WHERE tenant_id = ? AND (alias = ANY(?) OR user_key = ANY(?))",
                    tenantId,
                    known,
                    known);
            sql.update(
                    "DELETE FROM user_lock WHERE tenant_id = ? AND lock_id IN"
                            + " (SELECT lock_id FROM user_lock_name WHERE name = ANY(?))",
                    tenantId,
                    known);
        });
    }
}
