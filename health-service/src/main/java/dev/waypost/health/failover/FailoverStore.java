package dev.waypost.health.failover;

import dev.waypost.health.verdict.Trouble;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.id.Ids;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Moves of traffic. What a turn writes counts only while the turn is its owner's.
@Singleton
class FailoverStore {
    private static final int REMEMBERED = 100;

    private static final String COLUMNS = "failover_id, tenant_id, seq, kind, from_endpoint_id, to_endpoint_id, state,"
            + " hold, cause, cause_kind, tenant_revision, decided_by, create_time, end_time";

    private static final String OPEN = "state IN ('WAITING', 'PROPOSED', 'DECIDED')";

    private final Db db;

    FailoverStore(Db db) {
        this.db = db;
    }

    Optional<Failover> open(String tenantId) {
        return db.read(sql -> open(sql, tenantId));
    }

    /// What was decided before, the latest first.
    List<Past> past(String tenantId) {
        return db.read(sql -> sql.list(
                """
                SELECT kind, from_endpoint_id, to_endpoint_id, state,
                  (extract(epoch FROM now() - coalesce(end_time, create_time)) * 1000)::bigint AS age
                FROM failover WHERE tenant_id = ? AND state IN ('DONE', 'DECIDED', 'REJECTED')
                ORDER BY seq DESC LIMIT ?""",
                row -> new Past(
                        Kind.valueOf(row.string("kind")),
                        row.string("from_endpoint_id"),
                        row.string("to_endpoint_id"),
                        State.valueOf(row.string("state")),
                        Duration.ofMillis(row.longValue("age"))),
                tenantId,
                REMEMBERED));
    }

    /// Keeps what was decided as the tenant's open move. One that is open for something else is withdrawn.
    ///
    /// @param revision the tenant's, when it is decided
    /// @return empty when the turn is no longer ours, or a person answered the open one meanwhile: nothing changed
    Optional<Failover> keep(Turn turn, Move move, State state, Hold hold, long revision) {
        return db.tx(sql -> {
            if (!holds(sql, turn)) {
                return Optional.empty();
            }
            Optional<Failover> open = open(sql, turn.tenantId());
            if (open.isPresent() && open.get().state() == State.DECIDED) {
                return Optional.empty();
            }
            if (open.isPresent() && isSame(open.get(), move)) {
                return sql.one(
                        "UPDATE failover SET state = ?, hold = ?, cause = ?, cause_kind = ?, tenant_revision = ?,"
                                + " decided_by = CASE WHEN to_endpoint_id = ? THEN decided_by ELSE '' END,"
                                + " to_endpoint_id = ? WHERE tenant_id = ? AND failover_id = ? RETURNING "
                                + COLUMNS,
                        FailoverStore::failover,
                        state.name(),
                        hold.name(),
                        move.cause(),
                        move.trouble().name(),
                        revision,
                        move.to(),
                        move.to(),
                        turn.tenantId(),
                        open.get().id());
            }
            withdraw(sql, turn.tenantId());
            return sql.one(
                    """
                    INSERT INTO failover (failover_id, tenant_id, kind, from_endpoint_id, to_endpoint_id, state, hold,
                      cause, cause_kind, tenant_revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING
                    """ + COLUMNS,
                    FailoverStore::failover,
                    Ids.next("fov"),
                    turn.tenantId(),
                    move.kind().name(),
                    move.from(),
                    move.to(),
                    state.name(),
                    hold.name(),
                    move.cause(),
                    move.trouble().name(),
                    revision);
        });
    }

    /// Nothing is to be moved any more; what was decided stays, because it may be on its way.
    void withdraw(Turn turn) {
        db.run(sql -> {
            if (holds(sql, turn)) {
                withdraw(sql, turn.tenantId());
            }
        });
    }

    /// Writes how a decided move ended. Whoever asked config-service last knows; the request was the same.
    void end(Failover decided, State state) {
        db.run(sql -> sql.update(
                "UPDATE failover SET state = ?, hold = 'NONE', end_time = now()"
                        + " WHERE tenant_id = ? AND failover_id = ? AND state = 'DECIDED'",
                state.name(),
                decided.tenantId(),
                decided.id()));
    }

    void hold(Failover decided, Hold hold) {
        db.run(sql -> sql.update(
                "UPDATE failover SET hold = ? WHERE tenant_id = ? AND failover_id = ? AND state = 'DECIDED'",
                hold.name(),
                decided.tenantId(),
                decided.id()));
    }

    Optional<Failover> find(String tenantId, String failoverId) {
        return db.read(sql -> sql.one(
                "SELECT " + COLUMNS + " FROM failover WHERE tenant_id = ? AND failover_id = ?",
                FailoverStore::failover,
                tenantId,
                failoverId));
    }

    /// A person answers a proposal; empty when it is not proposed, or somebody answered it before.
    Optional<Failover> answer(String tenantId, String failoverId, boolean approves, String who) {
        return db.tx(sql -> {
            Optional<Failover> answered =
                    sql.one("""
                    UPDATE failover SET decided_by = ?, state = CASE WHEN ? THEN state ELSE 'REJECTED' END,
                      end_time = CASE WHEN ? THEN NULL ELSE now() END
                    WHERE tenant_id = ? AND failover_id = ? AND state = 'PROPOSED' AND decided_by = '' RETURNING
                    """ + COLUMNS, FailoverStore::failover, who, approves, approves, tenantId, failoverId);
            if (answered.isPresent()) {
                sql.update(
                        "UPDATE failover_turn SET due_time = now(), version = version + 1 WHERE tenant_id = ?",
                        tenantId);
            }
            return answered;
        });
    }

    /// The latest first.
    ///
    /// @param tenantIds only these tenants' moves; empty for all
    /// @param before place within the order; 0 for the latest
    List<Failover> list(Set<String> tenantIds, String state, long before, int limit) {
        return db.read(sql -> sql.list(
                "SELECT " + COLUMNS + """
                         FROM failover WHERE seq < ? AND (? OR tenant_id = ANY (?)) AND (?::text = '' OR state = ?)
                        ORDER BY seq DESC LIMIT ?
                        """,
                FailoverStore::failover,
                before == 0 ? Long.MAX_VALUE : before,
                tenantIds.isEmpty(),
                sql.array("text", tenantIds),
                state,
                state,
                limit));
    }

    /// Drops a bounded part of what ended longer ago.
    int forget(Duration age, int most) {
        return db.tx(sql -> sql.update("""
                DELETE FROM failover WHERE ctid IN (
                  SELECT ctid FROM failover WHERE end_time < now() - ? * interval '1 second' ORDER BY seq LIMIT ?)""", age.toSeconds(), most));
    }

    /// One that waits has no target yet, or may get another one.
    private static boolean isSame(Failover open, Move move) {
        return open.move().isAs(move)
                || open.state() == State.WAITING
                        && open.move().kind() == move.kind()
                        && open.move().from().equals(move.from());
    }

    private static boolean holds(Sql sql, Turn turn) throws SQLException {
        return sql.one(
                        "SELECT epoch FROM failover_turn WHERE tenant_id = ? AND epoch = ? FOR UPDATE",
                        row -> row.longValue("epoch"),
                        turn.tenantId(),
                        turn.epoch())
                .isPresent();
    }

    private static Optional<Failover> open(Sql sql, String tenantId) throws SQLException {
        return sql.one(
                "SELECT " + COLUMNS + " FROM failover WHERE tenant_id = ? AND " + OPEN,
                FailoverStore::failover,
                tenantId);
    }

    private static void withdraw(Sql sql, String tenantId) throws SQLException {
        sql.update(
                "UPDATE failover SET state = 'WITHDRAWN', hold = 'NONE', end_time = now()"
                        + " WHERE tenant_id = ? AND state IN ('WAITING', 'PROPOSED')",
                tenantId);
    }

    private static Failover failover(Row row) throws SQLException {
        return new Failover(
                row.string("failover_id"),
                row.string("tenant_id"),
                row.longValue("seq"),
                new Move(
                        Kind.valueOf(row.string("kind")),
                        row.string("from_endpoint_id"),
                        row.string("to_endpoint_id"),
                        row.string("cause"),
                        Trouble.valueOf(row.string("cause_kind"))),
                State.valueOf(row.string("state")),
                Hold.valueOf(row.string("hold")),
                row.longValue("tenant_revision"),
                row.string("decided_by"),
                row.instant("create_time"),
                row.instantOrNull("end_time"));
    }
}
