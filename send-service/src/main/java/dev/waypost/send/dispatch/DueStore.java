package dev.waypost.send.dispatch;

import dev.waypost.lanes.LaneSql;
import dev.waypost.lanes.Leases;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.message.MessagePriority;
import dev.waypost.send.message.QueuedMessage;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the messages that are due, in the order in which they became so: those that wait for later cost nothing.
///
/// Where many are due, most of them wait for a tenant that is far over its limit. Behind so many nothing is looked for
/// in that order; every other look then goes from tenant to tenant, past those that have enough in memory.
///
/// What was put off may have become due after what stands behind it, which is then passed over; and what stands behind
/// that is left out at the end, for a conversation is never taken with a gap.
///
/// A comparison `IS TRUE` is one that no index answers: what is due later than a message would be found by that
/// alone, and that is all that waits.
@Singleton
class DueStore {
    /// More than a worker has in memory, so that there is always something behind it.
    static final int WINDOW = 20_000;

    private static final String MAY_BE_TAKEN = """
            (q.lane IN (SELECT unnest(?::int[]))) IS TRUE AND q.id NOT IN (SELECT unnest(?::bigint[]))
                AND NOT EXISTS (SELECT FROM pending b WHERE b.conversation = q.conversation AND b.turn < q.turn
                  AND (b.due_time > q.due_time) IS TRUE AND (b.due_time <= now() OR b.due_time IS DISTINCT FROM b.send_at) OFFSET 0)
            """;

    private static final String WITHOUT_GAPS = """
            SELECT p.id, p.lane, p.conversation, p.tenant_id, p.attempts, p.message_id, m.recipient, m.content, m.reply_to,
              m.endpoint_wish, m.traceparent, m.priority, p.expire_time <= now() AS expired,
              p.send_at IS NOT NULL AS scheduled
            FROM picked p CROSS JOIN LATERAL (SELECT * FROM message
              WHERE message_id = p.message_id AND (tenant_id = p.tenant_id) IS TRUE AND day = p.day OFFSET 0) AS m
            WHERE NOT EXISTS (SELECT FROM pending b WHERE b.conversation = p.conversation AND b.turn < p.turn
              AND (b.due_time <= now() OR b.due_time IS DISTINCT FROM b.send_at)
              AND b.id NOT IN (SELECT unnest(?::bigint[])) AND b.id NOT IN (SELECT id FROM picked) OFFSET 0)
            ORDER BY p.id""";

    static final String IN_DUE_ORDER = """
            WITH picked AS MATERIALIZED (
              SELECT * FROM (SELECT * FROM pending WHERE due_time <= now() ORDER BY due_time, id LIMIT ?) AS q
              WHERE q.tenant_id NOT IN (SELECT unnest(?::text[])) AND\s""" + MAY_BE_TAKEN + """
              ORDER BY q.due_time, q.id LIMIT ?)
            """ + WITHOUT_GAPS;

    static final String MORE_THAN_WINDOW =
            "SELECT id FROM pending WHERE due_time <= now() ORDER BY due_time, id LIMIT 1 OFFSET ?";

    /// The first of each tenant `t`. Rows are compared as a whole, so that no other index gives the order.
    private static final String FIRST_OF_EACH = """
            CROSS JOIN LATERAL (
                SELECT * FROM pending q
                WHERE (q.tenant_id, q.due_time) >= (t.tenant_id, '-infinity'::timestamptz)
                  AND (q.tenant_id, q.due_time) <= (t.tenant_id, now()) AND\s""" + MAY_BE_TAKEN + """
                ORDER BY q.tenant_id, q.due_time, q.id LIMIT ?) AS q
            """;

    static final String BY_TENANT = """
            WITH RECURSIVE tenant AS (
              (SELECT tenant_id FROM pending WHERE tenant_id > ? ORDER BY tenant_id LIMIT 1)
              UNION ALL
              SELECT n.tenant_id FROM tenant t CROSS JOIN LATERAL (
                SELECT tenant_id FROM pending WHERE tenant_id > t.tenant_id ORDER BY tenant_id LIMIT 1) AS n),
            picked AS MATERIALIZED (
              SELECT q.* FROM tenant t\s""" + FIRST_OF_EACH + """
              WHERE t.tenant_id NOT IN (SELECT unnest(?::text[])) LIMIT ?)
            """ + WITHOUT_GAPS;

    static final String OF_TENANTS = """
            WITH picked AS MATERIALIZED (
              SELECT q.* FROM unnest(?::text[]) AS t(tenant_id)\s""" + FIRST_OF_EACH + """
              LIMIT ?)
            """ + WITHOUT_GAPS;

    private final Db db;

    /// The tenant that the look before ended with, empty for none; absent when the next look is in due order.
    private volatile @Nullable String after;

    DueStore(Db db) {
        this.db = db;
    }

    List<WorkItem<QueuedMessage>> read(Leases leases, int limit) {
        String from = after;
        return db.tx(sql -> {
            sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
            if (from != null) {
                var found = sql.list(BY_TENANT, DueStore::item, byTenant(sql, leases, from, limit));
                after = found.size() >= limit ? found.getLast().tenantId() : null;
                return found;
            }
            var found = sql.list(IN_DUE_ORDER, DueStore::item, inDueOrder(sql, leases, limit));
            after = found.size() < limit
                            && sql.one(MORE_THAN_WINDOW, row -> true, WINDOW).isPresent()
                    ? ""
                    : null;
            return found;
        });
    }

    List<WorkItem<QueuedMessage>> readOf(List<String> tenantIds, Leases leases, int limit) {
        return db.tx(sql -> {
            sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
            return sql.list(OF_TENANTS, DueStore::item, ofTenants(sql, tenantIds, leases, limit));
        });
    }

    static Object[] inDueOrder(Sql sql, Leases leases, int limit) throws SQLException {
        Array taken = sql.array("int8", leases.taken());
        return new Object[] {
            WINDOW, sql.array("text", leases.full()), sql.array("int4", leases.lanes()), taken, limit, taken
        };
    }

    static Object[] byTenant(Sql sql, Leases leases, String from, int limit) throws SQLException {
        Array taken = sql.array("int8", leases.taken());
        return new Object[] {
            from,
            sql.array("int4", leases.lanes()),
            taken,
            Math.min(limit, leases.each()),
            sql.array("text", leases.full()),
            limit,
            taken
        };
    }

    static Object[] ofTenants(Sql sql, List<String> tenantIds, Leases leases, int limit) throws SQLException {
        Array taken = sql.array("int8", leases.taken());
        return new Object[] {
            sql.array("text", tenantIds), sql.array("int4", leases.lanes()), taken, leases.each(), limit, taken
        };
    }

    private static WorkItem<QueuedMessage> item(Row row) throws SQLException {
        var queued = new QueuedMessage(
                row.string("tenant_id"),
                row.string("message_id"),
                row.string("recipient"),
                row.bytes("content"),
                row.stringOrNull("reply_to"),
                row.stringOrNull("endpoint_wish"),
                row.stringOrNull("traceparent"),
                row.bool("expired"),
                row.bool("scheduled"));
        return new WorkItem<>(
                row.longValue("id"),
                row.intValue("lane"),
                row.string("conversation"),
                row.string("tenant_id"),
                row.intValue("attempts"),
                queued,
                MessagePriority.urgency(row.intValue("priority")));
    }
}
