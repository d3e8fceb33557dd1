package dev.waypost.ingress.erase;

import dev.waypost.ingress.seal.BodySeal;
import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.log.WideEvent;
import jakarta.inject.Singleton;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the tables hold of a user. Events stay, without who and what, so that one that is sent again is not taken for
/// new.
@Singleton
class UserRowsStore {
    private static final int BATCH = 200;

    /// Of these every one is held in memory, named or not.
    private static final int SEALED_BATCH = 50;

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
    private final BodySeal seal;

    UserRowsStore(Db db, BodySeal seal) {
        this.db = db;
        this.seal = seal;
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
        return blankClear(table, when, tenantId, telling) + blankSealed(table, when, tenantId, telling);
    }

    private int blankClear(String table, String when, String tenantId, List<String> telling) {
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

    /// The database cannot look into these: each is opened here.
    private int blankSealed(String table, String when, String tenantId, List<String> telling) {
        byte[] mark = BodySeal.mark();
        int blanked = 0;
        String after = "";
        while (true) {
            String from = after;
            List<Body> bodies = db.read(sql -> sql.list(
                    "SELECT body_id, bytes FROM " + table
                            + " WHERE tenant_id = ? AND body_id > ? AND substring(bytes FROM 1 FOR ?) = ?" + when
                            + " ORDER BY body_id LIMIT ?",
                    row -> new Body(row.string("body_id"), row.bytes("bytes")),
                    tenantId,
                    from,
                    mark.length,
                    mark,
                    SEALED_BATCH));
            if (bodies.isEmpty()) {
                return blanked;
            }
            for (Body body : bodies) {
                blanked += blankSealed(table, when, tenantId, body, telling) ? 1 : 0;
            }
            after = bodies.getLast().bodyId();
        }
    }

    private boolean blankSealed(String table, String when, String tenantId, Body sealed, List<String> telling) {
        Body body = sealed;
        while (true) {
            byte[] before = body.bytes();
            byte[] clear;
            try {
                clear = seal.opened(tenantId, body.bodyId(), before);
            } catch (SealBroken unreadable) {
                // Nobody can read it, so it tells nobody of the user either.
                WideEvent.warning("user.body_unreadable")
                        .with("tenant_id", tenantId)
                        .with("body_id", body.bodyId())
                        .emit();
                return false;
            }
            if (!isNaming(clear, telling)) {
                return false;
            }
            byte[] after = seal.sealed(tenantId, body.bodyId(), BlankBodyPolicy.without(clear, telling));
            String of = table + "%s WHERE tenant_id = ? AND body_id = ?" + when;
            int written = db.tx(sql -> sql.update(
                    "UPDATE " + of.formatted(" SET bytes = ?, signature = NULL") + " AND bytes = ?",
                    after,
                    tenantId,
                    sealed.bodyId(),
                    before));
            if (written > 0) {
                return true;
            }
            // Somebody else took another user out of it meanwhile, or it is gone.
            Optional<Body> now = db.read(sql -> sql.one(
                    "SELECT body_id, bytes FROM " + of.formatted(""),
                    row -> new Body(row.string("body_id"), row.bytes("bytes")),
                    tenantId,
                    sealed.bodyId()));
            if (now.isEmpty()) {
                return false;
            }
            body = now.get();
        }
    }

    /// As the database compares them: byte by byte.
    private static boolean isNaming(byte[] body, List<String> names) {
        Charset bytewise = StandardCharsets.ISO_8859_1;
        String text = new String(body, bytewise);
        return names.stream()
                .map(name -> new String(name.getBytes(StandardCharsets.UTF_8), bytewise))
                .anyMatch(text::contains);
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
