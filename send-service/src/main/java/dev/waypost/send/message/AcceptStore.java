package dev.waypost.send.message;

import dev.waypost.lanes.LaneKey;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes accepted messages, many per statement.
@Singleton
class AcceptStore {
    /// A repeated request id waits for the transaction that has it and then changes nothing: the row of whoever came
    /// first is read by the next statement, which sees what was committed meanwhile.
    private static final String INSERT = """
            INSERT INTO message (tenant_id, message_id, request_id, body_hash, recipient, conversation, lane, content,
              reply_to, labels, priority, endpoint_wish, traceparent, send_at, due_time, expire_time)
            SELECT n.tenant_id, n.message_id, n.request_id, decode(n.body_hash, 'hex'), n.recipient, n.conversation,
              n.lane, decode(n.content, 'hex'), n.reply_to, n.labels::jsonb, n.priority, n.endpoint_wish, n.traceparent,
              n.send_at, coalesce(n.send_at, now()), coalesce(n.send_at, now()) + make_interval(secs => n.valid_secs)
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::text[], ?::text[],
              ?::text[], ?::int[], ?::text[], ?::text[], ?::timestamptz[], ?::float8[])
              AS n(tenant_id, message_id, request_id, body_hash, recipient, conversation, lane, content, reply_to, labels,
                priority, endpoint_wish, traceparent, send_at, valid_secs)
            ON CONFLICT (tenant_id, request_id) DO NOTHING
            RETURNING\s""" + MessageStore.Rows.COLUMNS;

    private static final String KNOWN = "SELECT " + MessageStore.Rows.COLUMNS
            + " FROM message m JOIN unnest(?::text[], ?::text[]) AS k(t, r) ON m.tenant_id = k.t AND m.request_id = k.r";

    private final Db db;

    AcceptStore(Db db) {
        this.db = db;
    }

    /// One transaction; answers in the order of the input.
    List<Acceptance> accept(List<NewMessage> batch) {
        // Two processes with overlapping batches must lock in one order.
        List<NewMessage> sorted = batch.stream()
                .sorted(Comparator.comparing(NewMessage::tenantId).thenComparing(NewMessage::requestId))
                .toList();
        return db.tx(sql -> {
            Map<String, StoredMessage> written = new HashMap<>();
            for (StoredMessage row : insert(sql, sorted)) {
                written.put(row.messageId(), row);
            }
            List<NewMessage> rest = sorted.stream()
                    .filter(message -> !written.containsKey(message.messageId()))
                    .toList();
            Map<String, StoredMessage> known = rest.isEmpty() ? Map.of() : known(sql, rest);
            List<Acceptance> answers = new ArrayList<>(batch.size());
            for (NewMessage message : batch) {
                StoredMessage row = written.get(message.messageId());
                answers.add(
                        row != null
                                ? new Acceptance.Stored(
                                        row, LaneKey.laneOf(message.conversation()), message.conversation())
                                : new Acceptance.Known(found(known, message)));
            }
            return answers;
        });
    }

    private static StoredMessage found(Map<String, StoredMessage> known, NewMessage message) {
        StoredMessage row = known.get(key(message.tenantId(), message.requestId()));
        if (row == null) {
            throw new IllegalStateException("neither written nor there: request " + message.requestId());
        }
        return row;
    }

    private static List<StoredMessage> insert(Sql sql, List<NewMessage> batch) throws SQLException {
        return sql.list(
                INSERT,
                MessageStore.Rows::message,
                sql.array("text", each(batch, NewMessage::tenantId)),
                sql.array("text", each(batch, NewMessage::messageId)),
                sql.array("text", each(batch, NewMessage::requestId)),
                sql.array("text", each(batch, message -> hex(message.bodyHash()))),
                sql.array("text", each(batch, NewMessage::recipient)),
                sql.array("text", each(batch, NewMessage::conversation)),
                sql.array("int4", each(batch, message -> LaneKey.laneOf(message.conversation()))),
                sql.array("text", each(batch, message -> hex(message.content()))),
                sql.array("text", each(batch, message -> message.replyTo())),
                sql.array("text", each(batch, NewMessage::labels)),
                sql.array("int4", each(batch, NewMessage::priority)),
                sql.array("text", each(batch, message -> message.endpointWish())),
                sql.array("text", each(batch, message -> message.traceparent())),
                sql.array(
                        "timestamptz",
                        each(
                                batch,
                                message -> message.sendAt() == null
                                        ? null
                                        : message.sendAt().toString())),
                sql.array("float8", each(batch, message -> message.validFor().toMillis() / 1000.0)));
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

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static List<@Nullable Object> each(List<NewMessage> batch, Function<NewMessage, @Nullable Object> field) {
        List<@Nullable Object> values = new ArrayList<>(batch.size());
        batch.forEach(message -> values.add(field.apply(message)));
        return values;
    }
}
