package dev.waypost.send.session;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sessions, and who works which. All times are PostgreSQL's.
@Singleton
class SessionStore {
    private static final String PAIRING = "session.pairing";
    private static final String COLUMNS = """
            s.tenant_id, s.endpoint_id, s.wish, s.wish_version, s.state, s.pair_phone, s.pairing, s.pairing_expire_time,
            s.pairing_since, s.pairing_attempt, s.phone_number, s.display_name, s.reconnect_attempts,
            s.next_reconnect_time, s.connect_time, s.last_activity_time, s.cause, s.version, s.epoch, s.create_time,
            s.update_time, now() AS now""";

    /// Taken ones are passed over, so several processes share what is due.
    private static final String CLAIM = """
            WITH due AS (
              SELECT tenant_id, endpoint_id FROM session
              WHERE due_time <= now() AND (busy_until IS NULL OR busy_until < now())
              ORDER BY due_time LIMIT ? FOR UPDATE SKIP LOCKED)
            UPDATE session s SET busy_until = now() + ? * interval '1 millisecond', epoch = s.epoch + 1
            FROM due WHERE s.tenant_id = due.tenant_id AND s.endpoint_id = due.endpoint_id
            RETURNING\s""" + COLUMNS;

    /// Whoever wished something meanwhile is heard next, at once.
    private static final String FINISH = """
            UPDATE session s SET busy_until = NULL, state = n.state, cause = n.cause, pairing = n.pairing,
              pairing_expire_time = n.pairing_expire_time, pairing_since = n.pairing_since,
              pairing_attempt = n.pairing_attempt, phone_number = n.phone_number, display_name = n.display_name,
              reconnect_attempts = n.attempts,
              due_time = CASE WHEN s.wish_version <> ? OR n.wish <> s.wish THEN now()
                ELSE now() + n.look * interval '1 millisecond' END,
              wish = CASE WHEN s.wish_version <> ? THEN s.wish ELSE n.wish END,
              next_reconnect_time = CASE WHEN n.reconnects THEN now() + n.look * interval '1 millisecond' END,
              connect_time = CASE WHEN n.state = 'CONNECTED' AND s.state <> 'CONNECTED' THEN now()
                ELSE s.connect_time END,
              last_activity_time = greatest(s.last_activity_time, n.active),
              version = s.version + CASE WHEN n.changed THEN 1 ELSE 0 END,
              update_time = CASE WHEN n.changed THEN now() ELSE s.update_time END
            FROM (SELECT ?::text AS state, ?::text AS cause, ?::text AS pairing,
              ?::timestamptz AS pairing_expire_time, ?::timestamptz AS pairing_since, ?::int AS pairing_attempt,
              ?::text AS phone_number, ?::text AS display_name, ?::int AS attempts, ?::bigint AS look, ?::text AS wish,
              ?::boolean AS reconnects, ?::timestamptz AS active, ?::boolean AS changed) n
            WHERE s.tenant_id = ? AND s.endpoint_id = ? AND s.epoch = ?""";

    /// The latest messages only: what went through a session long ago says nothing of it now.
    private static final String TRAFFIC = """
            SELECT max(m.update_time) AS last,
              count(*) FILTER (WHERE m.state = 'SENT' AND m.update_time > ?::timestamptz
                AND m.update_time < now() - ? * interval '1 millisecond') AS waiting,
              coalesce(min(m.update_time) FILTER (WHERE m.state = 'SENT' AND m.update_time > ?::timestamptz)
                < max(m.update_time) FILTER (WHERE m.state IN ('DELIVERED', 'READ', 'PLAYED')), false) AS heard
            FROM (SELECT state, update_time, endpoint_id FROM message
              WHERE tenant_id = ? AND day >= (now() AT TIME ZONE 'UTC')::date - 1 ORDER BY id DESC LIMIT 200) m
            WHERE m.endpoint_id = ? AND m.state IN ('SENT', 'DELIVERED', 'READ', 'PLAYED')""";

    private final Db db;
    private final Vault vault;

    SessionStore(Db db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    /// Which sessions to list.
    ///
    /// @param tenants of the caller; empty for all
    record Filter(String tenantId, String state, Collection<String> tenants) {}

    Optional<Session> find(SessionKey key) {
        return db.read(sql -> find(sql, key, ""));
    }

    Optional<Session> lock(Sql sql, SessionKey key) throws SQLException {
        return find(sql, key, " FOR UPDATE");
    }

    private Optional<Session> find(Sql sql, SessionKey key, String lock) throws SQLException {
        return sql.one(
                "SELECT " + COLUMNS + " FROM session s WHERE s.tenant_id = ? AND s.endpoint_id = ?" + lock,
                this::session,
                key.tenantId(),
                key.endpointId());
    }

    List<Session> page(Filter filter, SessionKey after, int size) {
        return db.read(sql -> sql.list(
                "SELECT " + COLUMNS + """
                         FROM session s WHERE (s.tenant_id, s.endpoint_id) > (?, ?) AND (? = '' OR s.tenant_id = ?)
                        AND (? = '' OR s.state = ?) AND (? OR s.tenant_id = ANY(?))
                        ORDER BY s.tenant_id, s.endpoint_id LIMIT ?""",
                this::session,
                after.tenantId(),
                after.endpointId(),
                filter.tenantId(),
                filter.tenantId(),
                filter.state(),
                filter.state(),
                filter.tenants().isEmpty(),
                sql.array("text", filter.tenants()),
                size));
    }

    List<Session> claim(int most, Duration lease) {
        return db.statement(sql -> sql.list(CLAIM, this::session, most, lease.toMillis()));
    }

    /// Writes what a turn came to; false when somebody else has taken the session over, and nothing was written.
    boolean finish(Session before, Next next, Traffic traffic, boolean changed) {
        @Nullable ShownCode shown = next.shown();
        SessionKey key = before.key();
        return db.statement(sql -> sql.update(
                        FINISH,
                        before.wishVersion(),
                        before.wishVersion(),
                        next.state().name(),
                        next.cause(),
                        shown == null ? null : vault.seal(shown.packed(), key.tenantId(), PAIRING),
                        shown == null ? null : shown.expireTime(),
                        shown == null ? null : shown.since(),
                        shown == null ? 0 : shown.attempt(),
                        next.phoneNumber(),
                        next.displayName(),
                        next.attempts(),
                        next.look() == null ? null : next.look().toMillis(),
                        next.wish().name(),
                        next.isReconnect(),
                        traffic.last(),
                        changed,
                        key.tenantId(),
                        key.endpointId(),
                        before.epoch()))
                == 1;
    }

    /// Gives a session back unworked: another look, somewhat later.
    void postpone(Session before, Duration pause) {
        db.statement(sql -> sql.update(
                """
                UPDATE session SET busy_until = NULL, due_time = now() + ? * interval '1 millisecond'
                WHERE tenant_id = ? AND endpoint_id = ? AND epoch = ?""", pause.toMillis(), before.key().tenantId(), before.key().endpointId(), before.epoch()));
    }

    Traffic traffic(Session session, Duration muteAfter) {
        @Nullable Instant since = session.connectTime();
        return db.read(sql -> sql.one(
                        TRAFFIC,
                        row -> new Traffic(row.instantOrNull("last"), row.bool("heard") ? 0 : row.intValue("waiting")),
                        since,
                        muteAfter.toMillis(),
                        since,
                        session.key().tenantId(),
                        session.key().endpointId()))
                .orElse(new Traffic(null, 0));
    }

    /// Forgets sessions that ended long ago, and requests that nobody repeats any more.
    void forget(Duration keep) {
        db.statement(sql -> sql.update(
                "DELETE FROM session WHERE due_time IS NULL AND update_time < now() - ? * interval '1 millisecond'",
                keep.toMillis()));
        db.statement(sql -> sql.update("DELETE FROM session_request WHERE create_time < now() - interval '8 days'"));
    }

    private Session session(Row row) throws SQLException {
        String tenantId = row.string("tenant_id");
        @Nullable String pairing = row.stringOrNull("pairing");
        return new Session(
                new SessionKey(tenantId, row.string("endpoint_id")),
                Wish.valueOf(row.string("wish")),
                row.longValue("wish_version"),
                Standing.valueOf(row.string("state")),
                row.stringOrNull("pair_phone"),
                pairing == null
                        ? null
                        : ShownCode.unpacked(
                                vault.open(pairing, tenantId, PAIRING),
                                row.instant("pairing_since"),
                                row.instant("pairing_expire_time"),
                                row.intValue("pairing_attempt")),
                row.stringOrNull("phone_number"),
                row.stringOrNull("display_name"),
                row.intValue("reconnect_attempts"),
                row.instantOrNull("next_reconnect_time"),
                row.instantOrNull("connect_time"),
                row.instantOrNull("last_activity_time"),
                row.stringOrNull("cause"),
                row.longValue("version"),
                row.longValue("epoch"),
                row.instant("create_time"),
                row.instant("update_time"),
                row.instant("now"));
    }
}
