package dev.waypost.send.dispatch;

import dev.waypost.lanes.Completion;
import dev.waypost.lanes.DaySpan;
import dev.waypost.lanes.LaneSql;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.message.MessageDay;
import dev.waypost.send.message.MessageState;
import dev.waypost.send.message.QueuedMessage;
import dev.waypost.send.message.StatePolicy;
import dev.waypost.send.message.StoredMessage.Failure;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes how turns ended, many per transaction and only while their lanes are still ours.
@Singleton
class ResultStore {
    /// Locks message by message in the order of `id`, as receipts do, so that the two never wait for each other in a
    /// circle. A row that is gone from the queue was cancelled, or settled by a receipt.
    static final String LOCK =
            "WITH row_by_row AS MATERIALIZED (" + LaneSql.ROW_BY_ROW + "), held AS (" + LaneSql.HELD_LANES + """
            ), mine AS MATERIALIZED (
              SELECT g.* FROM unnest(?::bigint[], ?::int[], ?::bigint[], ?::text[], ?::text[])
                AS g(id, lane, epoch, tenant_id, message_id)
              JOIN held ON held.lane = g.lane AND held.epoch = g.epoch WHERE (SELECT is_so FROM row_by_row) ORDER BY g.id)
            SELECT mine.id, m.state, coalesce(p.begun, false) AS begun, coalesce(p.tries, 0) AS tries FROM mine
            CROSS JOIN LATERAL (SELECT state FROM message
              WHERE message_id = mine.message_id AND (tenant_id = mine.tenant_id) IS TRUE AND day = ?::date AND day {days}
              OFFSET 0 FOR UPDATE) AS m
            LEFT JOIN LATERAL (SELECT begun, attempts + tried_before AS tries FROM pending
              WHERE id = mine.id OFFSET 0) AS p ON true""";

    /// Everything that a batch of one day changes. Rows are found one by one and then taken by their place: a join
    /// would be planned by how full the tables are at that moment. Only after `LOCK`, which forbids others.
    ///
    /// That a message is the tenant's is compared `IS TRUE`, which no index answers: one with the tenant in front
    /// would do as well for a day without rows, and read all that the tenant sent that day from then on.
    static final String WRITE = """
            WITH r AS MATERIALIZED (
              SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::bigint[], ?::int[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::int[])
                AS r(id, tenant_id, message_id, state, endpoint_id, provider_id, reason, detail, code, wait_millis, tries,
                  outcome, start_time, end_time, route_cause, flags)),
            d AS MATERIALIZED (SELECT ?::date AS day),
            found AS (
              SELECT r.*, m.place FROM r CROSS JOIN LATERAL (SELECT ctid AS place FROM message
                WHERE message_id = r.message_id AND (tenant_id = r.tenant_id) IS TRUE AND day = ?::date AND day {days} OFFSET 0) AS m),
            moved AS (
              UPDATE message m SET state = f.state, endpoint_id = coalesce(f.endpoint_id, m.endpoint_id),
                provider_message_id = coalesce(f.provider_id, m.provider_message_id),
                failure_reason = CASE WHEN f.flags & 8 <> 0 THEN f.reason ELSE m.failure_reason END,
                failure_detail = CASE WHEN f.flags & 8 <> 0 THEN f.detail ELSE m.failure_detail END,
                provider_code = CASE WHEN f.flags & 8 <> 0 THEN f.code ELSE m.provider_code END,
                update_time = now()
              FROM found f WHERE m.day = ?::date AND m.day {days} AND m.ctid = f.place AND f.flags & 1 <> 0),
            gone AS (
              DELETE FROM pending WHERE id = ANY(ARRAY(SELECT id FROM r WHERE state <> 'QUEUED'))),
            later AS (
              UPDATE pending p SET begun = false,
                due_time = least(now() + w.wait_millis * interval '1 millisecond', greatest(p.expire_time, now()))
              FROM (SELECT r.wait_millis, q.place FROM r CROSS JOIN LATERAL (
                SELECT ctid AS place FROM pending WHERE id = r.id OFFSET 0) AS q WHERE r.state = 'QUEUED') AS w
              WHERE p.ctid = w.place),
            tried AS (
              INSERT INTO message_attempt (tenant_id, message_id, number, endpoint_id, outcome, start_time, end_time,
                failure_reason, failure_detail, provider_code, route_cause, moved, provider_message_id, day)
              SELECT tenant_id, message_id, tries, endpoint_id, outcome, start_time, end_time, reason, detail, code,
                route_cause, flags & 16 <> 0, provider_id, d.day FROM r, d WHERE flags & 2 <> 0 ON CONFLICT DO NOTHING),
            shelved AS (
              INSERT INTO aside (id, tenant_id, message_id, day, state)
              SELECT id, tenant_id, message_id, d.day, state FROM r, d
              WHERE flags & 16 <> 0 AND state IN ('HELD', 'UNKNOWN') ON CONFLICT DO NOTHING),
            changed AS (
              INSERT INTO message_change (tenant_id, message_id, state)
              SELECT tenant_id, message_id, state FROM r WHERE flags & 16 <> 0)
            UPDATE receipt_orphan o SET message_id = t.message_id
            FROM (SELECT k.place, r.message_id FROM r CROSS JOIN LATERAL (SELECT ctid AS place FROM receipt_orphan
              WHERE tenant_id = r.tenant_id AND provider_message_id = r.provider_id OFFSET 0) AS k
              WHERE r.provider_id IS NOT NULL) AS t
            WHERE o.ctid = t.place""";

    private static final int SHOWN = 1;
    private static final int TRIED = 2;
    private static final int PENDING = 8;
    private static final int MOVED = 16;

    private final Db db;

    ResultStore(Db db) {
        this.db = db;
    }

    /// A turn together with what its rows say now.
    record Turn(Completion<QueuedMessage, DispatchResult> done, MessageState before, boolean begun, int tries) {
        private static final Verdict INTERRUPTED =
                new Verdict.Unknown(new Failure("OUTCOME_UNKNOWN", "the process that sent it stopped", null), null);

        /// Whoever could not even try does not know what became of the try before.
        Verdict verdict() {
            Verdict decided = done.result().verdict();
            return begun && !done.result().tried() && !(decided instanceof Verdict.Gone) ? INTERRUPTED : decided;
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

        long waitMillis() {
            return verdict().waits().map(Duration::toMillis).orElse(0L);
        }

        int flags() {
            return (verdict() instanceof Verdict.Gone ? 0 : SHOWN)
                    | (done.result().tried() ? TRIED : 0)
                    | (before.isPending() ? PENDING : 0)
                    | (after() != before ? MOVED : 0);
        }
    }

    /// Nearly always one day: a message is seldom older than its first try.
    Set<Long> complete(List<Completion<QueuedMessage, DispatchResult>> batch) {
        Map<LocalDate, List<Completion<QueuedMessage, DispatchResult>>> days = new TreeMap<>();
        batch.forEach(
                done -> days.computeIfAbsent(MessageDay.of(done.item().payload().messageId()), _ -> new ArrayList<>())
                        .add(done));
        return db.tx(sql -> {
            Set<Long> written = new HashSet<>();
            for (var day : days.entrySet()) {
                List<Turn> turns = lock(sql, day.getValue(), day.getKey());
                if (!turns.isEmpty()) {
                    sql.update(DaySpan.within(WRITE, List.of(day.getKey())), written(sql, turns, day.getKey()));
                }
                turns.forEach(turn -> written.add(turn.done().item().id()));
            }
            return written;
        });
    }

    private static List<Turn> lock(Sql sql, List<Completion<QueuedMessage, DispatchResult>> batch, LocalDate day)
            throws SQLException {
        Map<Long, Completion<QueuedMessage, DispatchResult>> byId = new HashMap<>();
        batch.forEach(done -> byId.put(done.item().id(), done));
        List<Turn> turns = new ArrayList<>();
        sql.list(
                DaySpan.within(LOCK, List.of(day)),
                row -> {
                    var done = byId.get(row.longValue("id"));
                    return done == null
                            ? false
                            : turns.add(new Turn(
                                    done,
                                    MessageState.valueOf(row.string("state")),
                                    row.bool("begun"),
                                    row.intValue("tries")));
                },
                locked(sql, batch, day));
        return turns;
    }

    static Object[] locked(Sql sql, List<Completion<QueuedMessage, DispatchResult>> batch, LocalDate day)
            throws SQLException {
        Array lanes =
                sql.array("int4", batch.stream().map(done -> done.item().lane()).toList());
        Array epochs = sql.array("int8", batch.stream().map(Completion::epoch).toList());
        return new Object[] {
            lanes,
            epochs,
            DispatchStore.QUEUE,
            sql.array("int8", batch.stream().map(done -> done.item().id()).toList()),
            lanes,
            epochs,
            sql.array(
                    "text",
                    batch.stream().map(done -> done.item().payload().tenantId()).toList()),
            sql.array(
                    "text",
                    batch.stream()
                            .map(done -> done.item().payload().messageId())
                            .toList()),
            day.toString()
        };
    }

    static Object[] written(Sql sql, List<Turn> turns, LocalDate day) throws SQLException {
        return new Object[] {
            sql.array("int8", each(turns, turn -> turn.done().item().id())),
            sql.array("text", each(turns, turn -> turn.message().tenantId())),
            sql.array("text", each(turns, turn -> turn.message().messageId())),
            sql.array("text", each(turns, turn -> turn.after().name())),
            sql.array("text", each(turns, turn -> turn.done().result().endpointId())),
            sql.array("text", each(turns, turn -> turn.verdict().knownAs())),
            sql.array("text", each(turns, turn -> reason(turn.verdict().failure()))),
            sql.array("text", each(turns, turn -> detail(turn.verdict().failure()))),
            sql.array("text", each(turns, turn -> code(turn.verdict().failure()))),
            sql.array("int8", each(turns, Turn::waitMillis)),
            sql.array("int4", each(turns, Turn::tries)),
            sql.array("text", each(turns, turn -> outcome(turn.verdict()))),
            sql.array(
                    "timestamptz",
                    each(turns, turn -> turn.done().result().startTime().toString())),
            sql.array(
                    "timestamptz",
                    each(turns, turn -> turn.done().result().endTime().toString())),
            sql.array("text", each(turns, turn -> turn.done().result().routeCause())),
            sql.array("int4", each(turns, Turn::flags)),
            day.toString(),
            day.toString(),
            day.toString()
        };
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
