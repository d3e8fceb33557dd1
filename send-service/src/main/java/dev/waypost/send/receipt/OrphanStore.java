package dev.waypost.send.receipt;

import static dev.waypost.send.receipt.ReceiptStore.each;
import static dev.waypost.send.receipt.ReceiptStore.text;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.message.Status;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/// Receipts whose message is not known, or not yet.
@Singleton
class OrphanStore {
    private static final String KEEP = """
            INSERT INTO receipt_orphan (tenant_id, provider_message_id, event_key, endpoint_id, status, provider_time,
              receive_time, error_code, error_title, traceparent)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[],
              ?::text[], ?::text[], ?::text[]) ON CONFLICT DO NOTHING""";

    /// Those whose message was made known since, and young ones: while the message was made known, nobody saw them yet.
    private static final String JOINABLE = """
            DELETE FROM receipt_orphan WHERE ctid = ANY(ARRAY(
              SELECT ctid FROM receipt_orphan WHERE message_id IS NOT NULL
              UNION ALL
              SELECT o.ctid FROM receipt_orphan o WHERE o.create_time > now() - interval '1 minute'
                AND EXISTS (SELECT FROM message_attempt a
                  WHERE a.provider_message_id = o.provider_message_id AND (a.tenant_id = o.tenant_id) IS TRUE
                  AND a.day BETWEEN (now() - interval '1 day')::date AND (now() + interval '1 day')::date OFFSET 0)
              LIMIT 2000))
            RETURNING tenant_id, endpoint_id, provider_message_id, message_id, event_key, status, provider_time,
              receive_time, error_code, error_title, traceparent""";

    private final Db db;

    OrphanStore(Db db) {
        this.db = db;
    }

    int forgetOlderThan(int days) {
        return db.tx(sql ->
                sql.update("DELETE FROM receipt_orphan WHERE create_time < now() - make_interval(days => ?)", days));
    }

    static void keep(Sql sql, List<Receipt> kept) throws SQLException {
        if (kept.isEmpty()) {
            return;
        }
        sql.update(
                KEEP,
                sql.array("text", each(kept, Receipt::tenantId)),
                sql.array("text", each(kept, Receipt::providerMessageId)),
                sql.array("text", each(kept, Receipt::eventKey)),
                sql.array("text", each(kept, Receipt::endpointId)),
                sql.array("text", each(kept, r -> r.status().name())),
                sql.array("timestamptz", each(kept, r -> text(r.providerTime()))),
                sql.array("timestamptz", each(kept, r -> text(r.receiveTime()))),
                sql.array("text", each(kept, Receipt::errorCode)),
                sql.array("text", each(kept, Receipt::errorTitle)),
                sql.array("text", each(kept, Receipt::traceparent)));
    }

    static List<Receipt> takeJoinable(Sql sql) throws SQLException {
        return sql.list(JOINABLE, OrphanStore::receipt);
    }

    private static Receipt receipt(Row row) throws SQLException {
        return new Receipt(
                row.string("tenant_id"),
                row.string("endpoint_id"),
                row.string("provider_message_id"),
                row.stringOrNull("message_id"),
                row.string("event_key"),
                Status.valueOf(row.string("status")),
                row.instantOrNull("provider_time"),
                row.instant("receive_time"),
                row.stringOrNull("error_code"),
                row.stringOrNull("error_title"),
                row.stringOrNull("traceparent"));
    }
}
