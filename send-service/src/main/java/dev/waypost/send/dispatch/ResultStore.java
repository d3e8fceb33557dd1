package dev.waypost.send.dispatch;

import dev.waypost.lanes.Completion;
import dev.waypost.lanes.LaneSql;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.message.MessageState;
import dev.waypost.send.message.QueuedMessage;
import dev.waypost.send.message.StatePolicy;
import dev.waypost.send.message.StoredMessage.Failure;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes how turns ended, many per transaction and only while their lanes are still ours.
@Singleton
class ResultStore {
    private static final String LOCK = "WITH held AS (" + LaneSql.HELD_LANES + """
            ), given AS (
              SELECT * FROM unnest(?::bigint[], ?::int[], ?::bigint[]) AS g(id, lane, epoch)
            )
            SELECT m.id, m.state, m.attempts FROM message m
            JOIN given ON given.id = m.id JOIN held ON held.lane = given.lane AND held.epoch = given.epoch
            ORDER BY m.id FOR UPDATE OF m""";

    private static final String UPDATE = """
            UPDATE message m SET state = r.state, endpoint_id = coalesce(r.endpoint_id, m.endpoint_id),
              provider_message_id = coalesce(r.provider_id, m.provider_message_id),
              failure_reason = CASE WHEN m.state IN ('QUEUED', 'DISPATCHING') THEN r.reason ELSE m.failure_reason END,
              failure_detail = CASE WHEN m.state IN ('QUEUED', 'DISPATCHING') THEN r.detail ELSE m.failure_detail END,
              provider_code = CASE WHEN m.state IN ('QUEUED', 'DISPATCHING') THEN r.code ELSE m.provider_code END,
              update_time = now(),
              due_time = CASE WHEN r.wait_secs IS NULL THEN m.due_time
                ELSE least(now() + make_interval(secs => r.wait_secs), greatest(m.expire_time, now())) END
            FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::float8[])
              AS r(id, state, endpoint_id, provider_id, reason, detail, code, wait_secs)
            WHERE m.id = r.id""";

    private static final String ATTEMPTS = """
            INSERT INTO message_attempt (tenant_id, message_id, number, endpoint_id, outcome, start_time, end_time,
              failure_reason, failure_detail, provider_code, route_cause)
            SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[],
              ?::text[], ?::text[], ?::text[], ?::text[])
            ON CONFLICT DO NOTHING""";

    private static final String ACCEPTED = """
            INSERT INTO message_status (tenant_id, message_id, event_key, status, receive_time, applied)
            SELECT s.tenant_id, s.message_id, 'accepted/' || s.number, 'ACCEPTED', now(), s.applied
            FROM unnest(?::text[], ?::text[], ?::int[], ?::bool[]) AS s(tenant_id, message_id, number, applied)
            ON CONFLICT DO NOTHING""";

    private final Db db;

    ResultStore(Db db) {
        this.db = db;
    }

    /// A turn together with what its row says now.
    private record Turn(Completion<QueuedMessage, DispatchResult> done, MessageState before, int attempts) {
        Verdict verdict() {
            return done.result().verdict();
        }

        QueuedMessage message() {
            return done.item().payload();
        }

        /// A receipt may have been faster than the answer to the send: what it said is never taken back.
        MessageState after() {
            boolean pending = before.isPending();
            return switch (verdict()) {
                case Verdict.Sent _ -> StatePolicy.higher(before, MessageState.SENT);
                case Verdict.Again _ -> pending ? MessageState.QUEUED : before;
                case Verdict.Failed _ -> pending ? MessageState.FAILED : before;
                case Verdict.Held _ -> pending ? MessageState.HELD : before;
                case Verdict.Unknown _ -> pending ? MessageState.UNKNOWN : before;
                case Verdict.Expired _ -> pending ? MessageState.EXPIRED : before;
                case Verdict.Gone _ -> before;
            };
        }

        @Nullable
        Double waitSeconds() {
            return after() == MessageState.QUEUED
                    ? verdict().waits().map(wait -> wait.toMillis() / 1000.0).orElse(null)
                    : null;
        }
    }

    Set<Long> complete(List<Completion<QueuedMessage, DispatchResult>> batch) {
        return db.tx(sql -> {
            List<Turn> turns = lock(sql, batch);
            update(
                    sql,
                    turns.stream()
                            .filter(turn -> !(turn.verdict() instanceof Verdict.Gone))
                            .toList());
            attempts(
                    sql,
                    turns.stream().filter(turn -> turn.done().result().tried()).toList());
            accepted(
                    sql,
                    turns.stream()
                            .filter(turn -> turn.verdict() instanceof Verdict.Sent)
                            .toList());
            Set<Long> written = new HashSet<>();
            turns.forEach(turn -> written.add(turn.done().item().id()));
            return written;
        });
    }

    private static List<Turn> lock(Sql sql, List<Completion<QueuedMessage, DispatchResult>> batch) throws SQLException {
        Map<Long, Completion<QueuedMessage, DispatchResult>> byId = new HashMap<>();
        batch.forEach(done -> byId.put(done.item().id(), done));
        List<Turn> turns = new ArrayList<>();
        Array lanes =
                sql.array("int4", batch.stream().map(done -> done.item().lane()).toList());
        Array epochs = sql.array("int8", batch.stream().map(Completion::epoch).toList());
        sql.list(
                LOCK,
                row -> {
                    var done = byId.get(row.longValue("id"));
                    return done == null
                            ? false
                            : turns.add(new Turn(
                                    done, MessageState.valueOf(row.string("state")), row.intValue("attempts")));
                },
                lanes,
                epochs,
                DispatchStore.QUEUE,
                sql.array("int8", batch.stream().map(done -> done.item().id()).toList()),
                lanes,
                epochs);
        return turns;
    }

    private static void update(Sql sql, List<Turn> turns) throws SQLException {
        if (turns.isEmpty()) {
            return;
        }
        sql.update(
                UPDATE,
                sql.array("int8", each(turns, turn -> turn.done().item().id())),
                sql.array("text", each(turns, turn -> turn.after().name())),
                sql.array("text", each(turns, turn -> turn.done().result().endpointId())),
                sql.array("text", each(turns, turn -> turn.verdict().knownAs())),
                sql.array("text", each(turns, turn -> reason(turn.verdict().failure()))),
                sql.array("text", each(turns, turn -> detail(turn.verdict().failure()))),
                sql.array("text", each(turns, turn -> code(turn.verdict().failure()))),
                sql.array("float8", each(turns, Turn::waitSeconds)));
    }

    private static void attempts(Sql sql, List<Turn> turns) throws SQLException {
        if (turns.isEmpty()) {
            return;
        }
        sql.update(
                ATTEMPTS,
                sql.array("text", each(turns, turn -> turn.message().tenantId())),
                sql.array("text", each(turns, turn -> turn.message().messageId())),
                sql.array("int4", each(turns, Turn::attempts)),
                sql.array("text", each(turns, turn -> turn.done().result().endpointId())),
                sql.array("text", each(turns, turn -> outcome(turn.verdict()))),
                sql.array(
                        "timestamptz",
                        each(turns, turn -> turn.done().result().startTime().toString())),
                sql.array(
                        "timestamptz",
                        each(turns, turn -> turn.done().result().endTime().toString())),
                sql.array("text", each(turns, turn -> reason(turn.verdict().failure()))),
                sql.array("text", each(turns, turn -> detail(turn.verdict().failure()))),
                sql.array("text", each(turns, turn -> code(turn.verdict().failure()))),
                sql.array("text", each(turns, turn -> turn.done().result().routeCause())));
    }

    private static void accepted(Sql sql, List<Turn> turns) throws SQLException {
        if (turns.isEmpty()) {
            return;
        }
        sql.update(
                ACCEPTED,
                sql.array("text", each(turns, turn -> turn.message().tenantId())),
                sql.array("text", each(turns, turn -> turn.message().messageId())),
                sql.array("int4", each(turns, Turn::attempts)),
                sql.array("bool", each(turns, turn -> turn.after() != turn.before())));
    }

    /// The name of the contract's `AttemptOutcome`; a route that was missing counts as a broken endpoint.
    private static String outcome(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Sent _ -> "ACCEPTED";
            case Verdict.Again again ->
                switch (again.failure().reason()) {
                    case "PROVIDER_UNAVAILABLE" -> "RETRY";
                    case "RATE_LIMITED" -> "SLOW_DOWN";
                    default -> "ENDPOINT_BROKEN";
                };
            case Verdict.Failed failed ->
                failed.failure().reason().equals("PROVIDER_UNAVAILABLE") ? "RETRY" : "REFUSED";
            case Verdict.Held _ -> "ENDPOINT_BROKEN";
            case Verdict.Unknown _, Verdict.Expired _, Verdict.Gone _ -> "UNKNOWN";
        };
    }

    private static @Nullable String reason(@Nullable Failure failure) {
        return failure == null ? null : failure.reason();
    }

    private static @Nullable String detail(@Nullable Failure failure) {
        return failure == null ? null : failure.detail();
    }

    private static @Nullable String code(@Nullable Failure failure) {
        return failure == null ? null : failure.providerCode();
    }

    private static List<@Nullable Object> each(List<Turn> turns, Function<Turn, @Nullable Object> field) {
        List<@Nullable Object> values = new ArrayList<>(turns.size());
        turns.forEach(turn -> values.add(field.apply(turn)));
        return values;
    }
}
