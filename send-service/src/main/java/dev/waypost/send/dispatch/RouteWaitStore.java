package dev.waypost.send.dispatch;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Reason;
import dev.waypost.send.tenant.RoutePolicy;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The messages that wait because their endpoint failed them, or because there was none.
@Singleton
class RouteWaitStore {
    /// Rows that one statement walks over.
    static final int PAGE = 1_000;
    /// More than that are not looked through for what another process left behind.
    private static final int MOST = 20_000;

    private static final String LIMITED = Reason.RATE_LIMITED.name();
    private static final List<String> NO_ROUTE =
            Arrays.stream(RoutePolicy.Why.values()).map(Enum::name).toList();

    /// Makes a page of a tenant's waiting messages due. What is about to become due is left alone: somebody may be
    /// taking it.
    static final String RELEASE = """
            WITH walked AS MATERIALIZED (
              SELECT q.id, q.tenant_id, q.message_id, q.day, q.due_time, q.send_at, q.begun FROM pending q
              WHERE (q.tenant_id, q.due_time, q.id) > (?, coalesce(?::timestamptz, now() + interval '1 second'), ?)
                AND (q.tenant_id, q.due_time) <= (?, 'infinity'::timestamptz)
              ORDER BY q.tenant_id, q.due_time, q.id LIMIT ?),
            stuck AS MATERIALIZED (
              SELECT w.id FROM walked w CROSS JOIN LATERAL (SELECT endpoint_id, endpoint_wish, failure_reason FROM message
                WHERE message_id = w.message_id AND (tenant_id = w.tenant_id) IS TRUE AND day = w.day OFFSET 0) AS m
              WHERE NOT w.begun AND w.due_time IS DISTINCT FROM w.send_at AND m.endpoint_wish IS NULL
                AND m.failure_reason <> ?
                AND (m.endpoint_id IN (SELECT unnest(?::text[])) OR m.failure_reason IN (SELECT unnest(?::text[])))),
            moved AS (
              UPDATE pending SET due_time = now()
              WHERE id = ANY(ARRAY(SELECT id FROM stuck ORDER BY id)) AND NOT begun AND due_time > now() RETURNING id)
            SELECT w.due_time::text AS due_time, w.id, (SELECT count(*) FROM walked) AS walked,
              (SELECT count(*) FROM moved) AS moved
            FROM walked w ORDER BY w.due_time DESC, w.id DESC LIMIT 1""";

    static final String WAITING = """
            SELECT DISTINCT w.tenant_id,
              CASE WHEN m.failure_reason IN (SELECT unnest(?::text[])) THEN '' ELSE m.endpoint_id END AS endpoint_id
            FROM (SELECT tenant_id, message_id, day FROM (
                SELECT * FROM pending WHERE due_time > now() ORDER BY due_time, id LIMIT ?) AS q
              WHERE q.due_time IS DISTINCT FROM q.send_at) AS w
            CROSS JOIN LATERAL (SELECT endpoint_id, endpoint_wish, failure_reason FROM message
              WHERE message_id = w.message_id AND (tenant_id = w.tenant_id) IS TRUE AND day = w.day OFFSET 0) AS m
            WHERE m.endpoint_wish IS NULL AND m.failure_reason <> ?
              AND (m.endpoint_id IS NOT NULL OR m.failure_reason IN (SELECT unnest(?::text[])))""";

    private record Page(String dueTime, long id, long walked, long moved) {}

    /// @param endpointId [RouteWaitPolicy#NO_ROUTE] for one that waits for any
    record Waiting(String tenantId, String endpointId) {}

    private final Db db;

    RouteWaitStore(Db db) {
        this.db = db;
    }

    static boolean isNoRoute(String reason) {
        return NO_ROUTE.contains(reason);
    }

    static boolean isForRoute(String reason) {
        return !reason.equals(LIMITED);
    }

    /// Makes messages due that wait for these endpoints, some at a time; answers how many.
    long release(String tenantId, Collection<String> endpoints) {
        long moved = 0;
        @Nullable String after = null;
        long id = 0;
        while (true) {
            @Nullable String from = after;
            long fromId = id;
            Optional<Page> page = db.tx(
                    sql -> sql.one(RELEASE, RouteWaitStore::page, release(sql, tenantId, from, fromId, endpoints)));
            moved += page.map(Page::moved).orElse(0L);
            if (page.isEmpty() || page.get().walked() < PAGE) {
                return moved;
            }
            after = page.get().dueTime();
            id = page.get().id();
        }
    }

    static Object[] release(
            Sql sql, String tenantId, @Nullable String after, long afterId, Collection<String> endpoints)
            throws SQLException {
        return new Object[] {
            tenantId,
            after,
            afterId,
            tenantId,
            PAGE,
            LIMITED,
            sql.array("text", endpoints),
            sql.array("text", endpoints.contains(RouteWaitPolicy.NO_ROUTE) ? NO_ROUTE : List.of())
        };
    }

    /// What messages wait for that somebody else tried.
    List<Waiting> waiting() {
        return db.read(sql -> sql.list(
                WAITING, row -> new Waiting(row.string("tenant_id"), row.string("endpoint_id")), waiting(sql)));
    }

    static Object[] waiting(Sql sql) throws SQLException {
        return new Object[] {sql.array("text", NO_ROUTE), MOST, LIMITED, sql.array("text", NO_ROUTE)};
    }

    private static Page page(Row row) throws SQLException {
        return new Page(row.string("due_time"), row.longValue("id"), row.longValue("walked"), row.longValue("moved"));
    }
}
