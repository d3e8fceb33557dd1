package dev.waypost.send.message;

import dev.waypost.lanes.Behind;
import dev.waypost.lanes.LaneKey;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Reason;
import dev.waypost.send.pace.Turn;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes accepted messages, many per statement.
@Singleton
class AcceptStore {
    /// A repeated request id waits for the transaction that has it and then changes nothing: the row of whoever came
    /// first is read by the next statement, which sees what was committed meanwhile.
    ///
    /// Rows are locked in the order of request ids, and numbered in the order in which they were handed over.
    ///
    /// What is urgent stands in the queue as if it had waited for an hour: before all that waits for less.
    /// `behind` is what stands before a row in its conversation as this statement sees it.
    private static final String INSERT = """
            WITH ids AS MATERIALIZED (
              SELECT array_agg(nextval(pg_get_serial_sequence('message', 'id'))) AS id FROM generate_series(1, ?::int)),
            n AS MATERIALIZED (
              SELECT * FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::text[], ?::text[], ?::int[],
                ?::bytea[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[], ?::timestamptz[], ?::bigint[], ?::bigint[],
                ?::text[], ?::date[])
                AS n(place, tenant_id, message_id, request_id, body_hash, recipient, conversation, lane, content, reply_to,
                  labels, priority, endpoint_wish, traceparent, send_at, valid_millis, pace_millis, held, day)),
            fresh AS (
              INSERT INTO accepted_request (tenant_id, request_id, message_id, day)
              SELECT tenant_id, request_id, message_id, day FROM n ORDER BY tenant_id, request_id
              ON CONFLICT (tenant_id, request_id) DO NOTHING RETURNING message_id),
            written AS (
              INSERT INTO message (id, tenant_id, message_id, request_id, body_hash, recipient, conversation, lane, content,
                reply_to, labels, priority, endpoint_wish, traceparent, send_at, due_time, expire_time, state,
                failure_reason, day)
              OVERRIDING SYSTEM VALUE
              SELECT (SELECT id FROM ids)[n.place], n.tenant_id, n.message_id, n.request_id, n.body_hash,
                n.recipient, n.conversation, n.lane, n.content, n.reply_to, n.labels::jsonb, n.priority,
                n.endpoint_wish, n.traceparent, n.send_at,
                greatest(coalesce(n.send_at, now()), now() + make_interval(secs => n.pace_millis / 1000.0)),
                coalesce(n.send_at, now()) + make_interval(secs => n.valid_millis / 1000.0),
                CASE WHEN n.held IS NULL THEN 'QUEUED' ELSE 'HELD' END, n.held, n.day
              FROM n WHERE n.message_id IN (SELECT message_id FROM fresh)
              RETURNING *),
            queued AS (
              INSERT INTO pending (id, tenant_id, message_id, day, conversation, lane, send_at, due_time, expire_time)
              SELECT id, tenant_id, message_id, day, conversation, lane, send_at,
                CASE WHEN priority = 3 AND send_at IS NULL AND due_time <= now() THEN now() - interval '1 hour'
                  ELSE due_time END, expire_time
              FROM written WHERE state = 'QUEUED'),
            shelved AS (
              INSERT INTO aside (id, tenant_id, message_id, day, state)
              SELECT id, tenant_id, message_id, day, state FROM written WHERE state = 'HELD')
            SELECT id, message_id, due_time, expire_time, create_time,
              array_to_string(ARRAY(
                SELECT b.turn FROM pending b WHERE b.conversation = written.conversation AND b.turn < written.id
                AND (b.due_time <= now() OR b.due_time IS DISTINCT FROM b.send_at) ORDER BY b.turn DESC LIMIT %d), ' ')
                AS behind
            FROM written""".formatted(Behind.MOST + 1);

    private static final String KNOWN = "SELECT " + MessageStore.Rows.COLUMNS + """
             FROM unnest(?::text[], ?::text[]) AS k(t, r)
            CROSS JOIN LATERAL (SELECT r.message_id AS i, r.day AS d FROM accepted_request r
              WHERE r.tenant_id = k.t AND r.request_id = k.r OFFSET 0) AS a
            CROSS JOIN LATERAL (SELECT * FROM message m
              WHERE m.message_id = a.i AND (m.tenant_id = k.t) IS TRUE AND m.day = a.d OFFSET 0) AS m""";

    private static final String BLOCKED = """
            SELECT n.message_id FROM unnest(?::text[], ?::text[], ?::text[]) AS n(message_id, tenant_id, user_key)
            WHERE EXISTS (SELECT FROM blocked_number b WHERE b.tenant_id = n.tenant_id AND b.user_key = n.user_key)""";

    private static final String OPEN = """
            SELECT n.message_id
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
              AS n(message_id, tenant_id, user_key, endpoint_id, send_at)
            WHERE EXISTS (SELECT FROM contact c WHERE c.tenant_id = n.tenant_id AND c.user_key = n.user_key
              AND c.endpoint_id = n.endpoint_id
              AND c.last_inbound > greatest(n.send_at, now()) - interval '24 hours')""";

    private static final String ENDED = """
            SELECT n.message_id FROM unnest(?::text[], ?::text[], ?::text[]) AS n(message_id, tenant_id, endpoint_id)
            WHERE EXISTS (SELECT FROM session s WHERE s.tenant_id = n.tenant_id AND s.endpoint_id = n.endpoint_id
              AND s.state IN ('STOPPED', 'LOGGED_OUT', 'FAILED'))""";

    private final Db db;

    AcceptStore(Db db) {
        this.db = db;
    }

    /// One transaction; answers in the order of the input.
    List<Acceptance> accept(List<NewMessage> batch) {
        return db.tx(sql -> {
            Map<String, Acceptance.Refused> refused = new HashMap<>();
            List<NewMessage> passed = passed(sql, batch, refused);
            Map<String, Written> written = new HashMap<>();
            for (Written row : passed.isEmpty() ? List.<Written>of() : insert(sql, passed)) {
                written.put(row.row().messageId(), row);
            }
            List<NewMessage> rest = batch.stream()
                    .filter(message -> !written.containsKey(message.messageId()))
                    .toList();
            Map<String, StoredMessage> known = rest.isEmpty() ? Map.of() : known(sql, rest);
            Map<String, NewMessage> meant = new HashMap<>();
            passed.forEach(message -> meant.put(message.messageId(), message));
            List<Acceptance> answers = new ArrayList<>(batch.size());
            Map<String, Long> last = new HashMap<>();
            for (NewMessage message : batch) {
                Written row = written.get(message.messageId());
                NewMessage stored = meant.get(message.messageId());
                answers.add(
                        row != null && stored != null
                                ? stored(row, stored, last)
                                : known(known, message, refused.get(message.messageId())));
            }
            return answers;
        });
    }

    /// @param behind what stands before it in its conversation, rows of the same statement left out
    private record Written(StoredMessage row, Behind behind) {}

    /// @param last of the rows of this batch so far, by conversation: they are written in this order
    private static Acceptance stored(Written written, NewMessage message, Map<String, Long> last) {
        Long before = last.get(message.conversation());
        Behind behind = before == null ? written.behind : Behind.row(before);
        if (written.row.state() == MessageState.QUEUED && message.sendAt() == null) {
            last.put(message.conversation(), written.row.id());
        }
        return new Acceptance.Stored(written.row, message, LaneKey.laneOf(message.conversation()), behind);
    }

    /// The rows of requests, for those who refuse one: a request that was accepted before is not refused.
    Optional<StoredMessage> known(String tenantId, String requestId) {
        return db.read(sql -> sql.one(
                KNOWN,
                MessageStore.Rows::message,
                sql.array("text", List.of(tenantId)),
                sql.array("text", List.of(requestId))));
    }

    /// What no rule that only the database can answer speaks against, with fallbacks in place.
    private static List<NewMessage> passed(Sql sql, List<NewMessage> batch, Map<String, Acceptance.Refused> refused)
            throws SQLException {
        for (String id : blocked(sql, batch)) {
            refused.put(id, new Acceptance.Refused(Reason.NUMBER_BLOCKED, Duration.ZERO));
        }
        for (String id : withoutSession(sql, batch)) {
            refused.putIfAbsent(id, new Acceptance.Refused(Reason.SESSION_NOT_CONNECTED, Duration.ZERO));
        }
        List<NewMessage> windows =
                batch.stream().filter(message -> message.checks().asksWindow()).toList();
        Set<String> open = windows.isEmpty() ? Set.of() : open(sql, windows);
        List<NewMessage> passed = new ArrayList<>(batch.size());
        for (NewMessage message : batch) {
            if (refused.containsKey(message.messageId())) {
                continue;
            }
            if (message.turn() instanceof Turn.Refused over) {
                refused.put(message.messageId(), new Acceptance.Refused(Reason.RATE_LIMITED, over.after()));
                continue;
            }
            boolean isOpen = !message.checks().asksWindow() || open.contains(message.messageId());
            switch (WindowPolicy.decide(message.checks().window(), isOpen)) {
                case SEND -> passed.add(message);
                case REJECT ->
                    refused.put(message.messageId(), new Acceptance.Refused(Reason.WINDOW_CLOSED, Duration.ZERO));
                case SEND_FALLBACK ->
                    passed.add(message.withContent(
                            Objects.requireNonNull(message.checks().fallback())));
            }
        }
        return passed;
    }

    private static List<String> blocked(Sql sql, List<NewMessage> batch) throws SQLException {
        List<NewMessage> asked = batch.stream()
                .filter(message -> message.checks().asksBlockList())
                .toList();
        return asked.isEmpty()
                ? List.of()
                : sql.list(
                        BLOCKED,
                        row -> row.string("message_id"),
                        sql.array("text", each(asked, NewMessage::messageId)),
                        sql.array("text", each(asked, NewMessage::tenantId)),
                        sql.array("text", each(asked, NewMessage::user)));
    }

    private static List<String> withoutSession(Sql sql, List<NewMessage> batch) throws SQLException {
        List<NewMessage> asked =
                batch.stream().filter(message -> message.checks().asksSession()).toList();
        return asked.isEmpty()
                ? List.of()
                : sql.list(
                        ENDED,
                        row -> row.string("message_id"),
                        sql.array("text", each(asked, NewMessage::messageId)),
                        sql.array("text", each(asked, NewMessage::tenantId)),
                        sql.array(
                                "text", each(asked, message -> message.checks().session())));
    }

    private static Set<String> open(Sql sql, List<NewMessage> asked) throws SQLException {
        return new HashSet<>(sql.list(
                OPEN,
                row -> row.string("message_id"),
                sql.array("text", each(asked, NewMessage::messageId)),
                sql.array("text", each(asked, NewMessage::tenantId)),
                sql.array("text", each(asked, NewMessage::user)),
                sql.array("text", each(asked, message -> message.checks().windowEndpoint())),
                sql.array("timestamptz", each(asked, AcceptStore::sendAt))));
    }

    private static Acceptance known(
            Map<String, StoredMessage> known, NewMessage message, Acceptance.@Nullable Refused refused) {
        StoredMessage row = known.get(key(message.tenantId(), message.requestId()));
        if (row != null) {
            return new Acceptance.Known(row);
        }
        if (refused == null) {
            throw new IllegalStateException("neither written nor there: request " + message.requestId());
        }
        return refused;
    }

    private static @Nullable Object sendAt(NewMessage message) {
        Instant time = message.sendAt();
        return time == null ? null : time.toString();
    }

    /// The rows as they were written; what is known of them comes not back from the database.
    private static List<Written> insert(Sql sql, List<NewMessage> batch) throws SQLException {
        Map<String, NewMessage> meant = new HashMap<>();
        batch.forEach(message -> meant.put(message.messageId(), message));
        return sql.list(
                INSERT,
                row -> new Written(
                        Objects.requireNonNull(meant.get(row.string("message_id")))
                                .stored(
                                        row.longValue("id"),
                                        row.instant("due_time"),
                                        row.instant("expire_time"),
                                        row.instant("create_time")),
                        Behind.listed(row.string("behind"))),
                batch.size(),
                sql.array("int4", IntStream.rangeClosed(1, batch.size()).boxed().toList()),
                sql.array("text", each(batch, NewMessage::tenantId)),
                sql.array("text", each(batch, NewMessage::messageId)),
                sql.array("text", each(batch, NewMessage::requestId)),
                sql.array("bytea", each(batch, NewMessage::bodyHash)),
                sql.array("text", each(batch, NewMessage::recipient)),
                sql.array("text", each(batch, NewMessage::conversation)),
                sql.array("int4", each(batch, message -> LaneKey.laneOf(message.conversation()))),
                sql.array("bytea", each(batch, NewMessage::content)),
                sql.array("text", each(batch, message -> message.replyTo())),
                sql.array("text", each(batch, NewMessage::labels)),
                sql.array("int4", each(batch, NewMessage::priority)),
                sql.array("text", each(batch, message -> message.endpointWish())),
                sql.array("text", each(batch, message -> message.traceparent())),
                sql.array("timestamptz", each(batch, AcceptStore::sendAt)),
                sql.array("int8", each(batch, message -> message.validFor().toMillis())),
                sql.array("int8", each(batch, message -> message.pause().toMillis())),
                sql.array("text", each(batch, message -> message.checks().held())),
                sql.array(
                        "date",
                        each(
                                batch,
                                message -> MessageDay.of(message.messageId()).toString())));
    }

    private static Map<String, StoredMessage> known(Sql sql, List<NewMessage> rest) throws SQLException {
        Map<String, StoredMessage> known = new HashMap<>();
        for (StoredMessage row : sql.list(
                KNOWN,
                MessageStore.Rows::message,
                sql.array("text", each(rest, NewMessage::tenantId)),
                sql.array("text", each(rest, NewMessage::requestId)))) {
            known.put(key(row.tenantId(), row.requestId()), row);
        }
        return known;
    }

    private static String key(String tenantId, String requestId) {
        return tenantId + "/" + requestId;
    }

    private static List<@Nullable Object> each(List<NewMessage> batch, Function<NewMessage, @Nullable Object> field) {
        List<@Nullable Object> values = new ArrayList<>(batch.size());
        batch.forEach(message -> values.add(field.apply(message)));
        return values;
    }
}
