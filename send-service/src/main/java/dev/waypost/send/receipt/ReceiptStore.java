package dev.waypost.send.receipt;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.message.MessageState;
import dev.waypost.send.message.StatePolicy;
import dev.waypost.send.message.Status;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Ties receipts to messages, many per transaction.
@Singleton
class ReceiptStore {
    /// Locked in the order of `id`, as dispatch does, so that the two never wait for each other in a circle.
    private static final String MATCH = """
            SELECT m.id, m.tenant_id, m.message_id, m.provider_message_id, m.state, m.traceparent FROM message m
            WHERE m.id IN (
              SELECT o.id FROM message o JOIN unnest(?::text[], ?::text[]) AS r(t, i)
                ON o.tenant_id = r.t AND o.message_id = r.i
              UNION SELECT p.id FROM message p JOIN unnest(?::text[], ?::text[]) AS r(t, i)
                ON p.tenant_id = r.t AND p.provider_message_id = r.i)
            ORDER BY m.id FOR UPDATE OF m""";

    private static final String HISTORY = """
            INSERT INTO message_status (tenant_id, message_id, event_key, status, provider_time, receive_time, error_code,
              error_title, applied)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";

    private static final String MOVE = """
            UPDATE message m SET state = r.state, update_time = now(),
              provider_message_id = coalesce(m.provider_message_id, r.provider_id),
              failure_reason = CASE WHEN r.state = 'FAILED' THEN r.reason END,
              failure_detail = CASE WHEN r.state = 'FAILED' THEN r.detail END,
              provider_code = CASE WHEN r.state = 'FAILED' THEN r.code END
            FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
              AS r(id, state, provider_id, reason, detail, code)
            WHERE m.id = r.id""";

    private static final String KEEP = """
            INSERT INTO receipt_orphan (tenant_id, provider_message_id, event_key, endpoint_id, status, provider_time,
              receive_time, error_code, error_title, traceparent)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";

    private static final String JOINABLE = """
            DELETE FROM receipt_orphan o USING message m
            WHERE m.tenant_id = o.tenant_id AND m.provider_message_id = o.provider_message_id
            RETURNING o.tenant_id, o.endpoint_id, o.provider_message_id, o.event_key, o.status, o.provider_time,
              o.receive_time, o.error_code, o.error_title, o.traceparent""";

    private final Db db;

    ReceiptStore(Db db) {
        this.db = db;
    }

    /// A message as the transaction sees it while receipts are laid upon it.
    private static final class Standing {
        private final long id;
        private final String messageId;
        private final @Nullable String traceparent;
        private MessageState state;
        private boolean moved;
        private String providerMessageId;
        private @Nullable String errorCode;
        private @Nullable String errorTitle;

        Standing(Row row) throws SQLException {
            this.id = row.longValue("id");
            this.messageId = row.string("message_id");
            this.traceparent = row.stringOrNull("traceparent");
            this.state = MessageState.valueOf(row.string("state"));
            String known = row.stringOrNull("provider_message_id");
            this.providerMessageId = known == null ? "" : known;
        }
    }

    /// Lays receipts upon their messages and keeps the others; answers in the order of the input.
    List<Applied> apply(List<Receipt> receipts) {
        return db.tx(sql -> apply(sql, receipts));
    }

    /// Lays kept receipts upon messages that are known by now.
    List<Applied> join() {
        return db.tx(sql -> {
            List<Receipt> joinable = sql.list(JOINABLE, ReceiptStore::receipt);
            return joinable.isEmpty() ? List.of() : apply(sql, joinable);
        });
    }

    int forgetOlderThan(int days) {
        return db.tx(sql ->
                sql.update("DELETE FROM receipt_orphan WHERE create_time < now() - make_interval(days => ?)", days));
    }

    private static List<Applied> apply(Sql sql, List<Receipt> receipts) throws SQLException {
        Map<String, Standing> standings = match(sql, receipts);
        List<Applied> applied = new ArrayList<>(receipts.size());
        for (Receipt receipt : receipts) {
            Standing standing = standings.get(receipt.tenantId() + "/" + receipt.messageId());
            if (standing == null) {
                standing = standings.get(receipt.tenantId() + "//" + receipt.providerMessageId());
            }
            applied.add(standing == null ? keep(sql, receipt) : lay(sql, receipt, standing));
        }
        move(sql, standings.values().stream().distinct().filter(s -> s.moved).toList());
        return applied;
    }

    private static Map<String, Standing> match(Sql sql, List<Receipt> receipts) throws SQLException {
        Map<String, Standing> standings = new HashMap<>();
        List<Receipt> marked =
                receipts.stream().filter(r -> r.messageId() != null).toList();
        sql.list(
                MATCH,
                row -> {
                    var standing = new Standing(row);
                    String tenant = row.string("tenant_id");
                    standings.put(tenant + "/" + standing.messageId, standing);
                    standings.put(tenant + "//" + standing.providerMessageId, standing);
                    return standing;
                },
                sql.array("text", each(marked, Receipt::tenantId)),
                sql.array("text", each(marked, Receipt::messageId)),
                sql.array("text", each(receipts, Receipt::tenantId)),
                sql.array("text", each(receipts, Receipt::providerMessageId)));
        return standings;
    }

    private static Applied lay(Sql sql, Receipt receipt, Standing standing) throws SQLException {
        MessageState before = standing.state;
        MessageState after = StatePolicy.after(before, receipt.status());
        boolean isNew = sql.update(
                        HISTORY,
                        receipt.tenantId(),
                        standing.messageId,
                        receipt.eventKey(),
                        receipt.status().name(),
                        receipt.providerTime(),
                        receipt.receiveTime(),
                        receipt.errorCode(),
                        receipt.errorTitle(),
                        before != after)
                == 1;
        if (isNew && before != after) {
            standing.state = after;
            standing.moved = true;
            standing.providerMessageId = receipt.providerMessageId();
            standing.errorCode = receipt.errorCode();
            standing.errorTitle = receipt.errorTitle();
        }
        return new Applied.Matched(
                receipt, standing.messageId, before, isNew ? after : before, isNew, standing.traceparent);
    }

    private static Applied keep(Sql sql, Receipt receipt) throws SQLException {
        sql.update(
                KEEP,
                receipt.tenantId(),
                receipt.providerMessageId(),
                receipt.eventKey(),
                receipt.endpointId(),
                receipt.status().name(),
                receipt.providerTime(),
                receipt.receiveTime(),
                receipt.errorCode(),
                receipt.errorTitle(),
                receipt.traceparent());
        return new Applied.Unmatched(receipt);
    }

    private static void move(Sql sql, List<Standing> moved) throws SQLException {
        if (moved.isEmpty()) {
            return;
        }
        sql.update(
                MOVE,
                sql.array("int8", each(moved, s -> s.id)),
                sql.array("text", each(moved, s -> s.state.name())),
                sql.array("text", each(moved, s -> s.providerMessageId)),
                sql.array("text", each(moved, _ -> "PROVIDER_REPORTED_FAILURE")),
                sql.array("text", each(moved, s -> s.errorTitle)),
                sql.array("text", each(moved, s -> s.errorCode)));
    }

    private static Receipt receipt(Row row) throws SQLException {
        return new Receipt(
                row.string("tenant_id"),
                row.string("endpoint_id"),
                row.string("provider_message_id"),
                null,
                row.string("event_key"),
                Status.valueOf(row.string("status")),
                row.instantOrNull("provider_time"),
                row.instant("receive_time"),
                row.stringOrNull("error_code"),
                row.stringOrNull("error_title"),
                row.stringOrNull("traceparent"));
    }

    private static <T> List<@Nullable Object> each(List<T> items, Function<T, @Nullable Object> field) {
        List<@Nullable Object> values = new ArrayList<>(items.size());
        items.forEach(item -> values.add(field.apply(item)));
        return values;
    }
}
