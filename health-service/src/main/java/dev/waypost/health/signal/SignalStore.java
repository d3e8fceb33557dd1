package dev.waypost.health.signal;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What went through endpoints.
@Singleton
public class SignalStore {
    static final String ADD = """
            INSERT INTO endpoint_traffic AS t (tenant_id, endpoint_id, minute, sent, unreachable, refused, sessionless)
            SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
            ORDER BY 1, 2, 3
            ON CONFLICT (tenant_id, endpoint_id, minute) DO UPDATE SET sent = t.sent + excluded.sent,
              unreachable = t.unreachable + excluded.unreachable, refused = t.refused + excluded.refused,
              sessionless = t.sessionless + excluded.sessionless""";

    /// Writes only what is news: within a minute, nothing is.
    static final String NOTE = """
            INSERT INTO endpoint_signal AS s (tenant_id, endpoint_id, last_sent_time, last_acknowledged_time,
              last_inbound_time)
            SELECT n.* FROM (
              SELECT t, e, max(to_timestamp(m * 60)) FILTER (WHERE sent > 0) AS sent,
                max(to_timestamp(m * 60)) FILTER (WHERE acknowledged > 0) AS acknowledged,
                max(to_timestamp(m * 60)) FILTER (WHERE received > 0) AS received
              FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                AS u(t, e, m, sent, acknowledged, received)
              WHERE sent + acknowledged + received > 0 GROUP BY t, e) AS n
            LEFT JOIN LATERAL (SELECT * FROM endpoint_signal WHERE tenant_id = n.t AND endpoint_id = n.e OFFSET 0) AS k
              ON true
            WHERE n.sent > coalesce(k.last_sent_time, '-infinity')
              OR n.acknowledged > coalesce(k.last_acknowledged_time, '-infinity')
              OR n.received > coalesce(k.last_inbound_time, '-infinity')
            ORDER BY n.t, n.e
            ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET
              last_sent_time = greatest(s.last_sent_time, excluded.last_sent_time),
              last_acknowledged_time = greatest(s.last_acknowledged_time, excluded.last_acknowledged_time),
              last_inbound_time = greatest(s.last_inbound_time, excluded.last_inbound_time)""";

    /// Finds suspects first, by an index and by one row of each endpoint, and adds up the minutes of those alone.
    static final String SUSPECTS = """
            WITH asked AS MATERIALIZED (
              SELECT now - ?::int AS recent, now - ?::int AS patience, now - ?::int AS memory,
                to_timestamp((now - ?::int) * 60) AS memory_time
              FROM (SELECT floor(extract(epoch FROM now()) / 60)::bigint AS now) AS n),
            suspect AS MATERIALIZED (SELECT tenant_id, endpoint_id, bool_or(silent) AS silent FROM (
              SELECT tenant_id, endpoint_id, false AS silent FROM endpoint_traffic
              WHERE minute > (SELECT recent FROM asked) AND unreachable + refused + sessionless > 0
              UNION ALL
              SELECT tenant_id, endpoint_id, true FROM endpoint_signal
              WHERE last_sent_time > (SELECT memory_time FROM asked)
                AND coalesce(last_acknowledged_time, '-infinity') <= (SELECT memory_time FROM asked)) AS s
              GROUP BY tenant_id, endpoint_id)
            SELECT s.tenant_id || '/' || s.endpoint_id AS key, t.*
            FROM suspect s CROSS JOIN asked a CROSS JOIN LATERAL (
              SELECT coalesce(sum(sent) FILTER (WHERE minute > a.recent), 0)::bigint AS sent,
                coalesce(sum(unreachable) FILTER (WHERE minute > a.recent), 0)::bigint AS unreachable,
                coalesce(sum(refused) FILTER (WHERE minute > a.recent), 0)::bigint AS refused,
                coalesce(sum(sessionless) FILTER (WHERE minute > a.recent), 0)::bigint AS sessionless,
                coalesce(sum(sent) FILTER (WHERE s.silent AND minute < a.patience), 0)::bigint AS unheard
              FROM endpoint_traffic WHERE tenant_id = s.tenant_id AND endpoint_id = s.endpoint_id
                AND minute > a.memory) AS t
            WHERE unreachable + refused + sessionless + unheard > 0""";

    private final Db db;

    SignalStore(Db db) {
        this.db = db;
    }

    /// When something last went through an endpoint.
    public record Last(@Nullable Instant sent, @Nullable Instant inbound) {}

    private record Named(String key, Signal signal) {}

    void add(List<Traffic> traffic) {
        db.run(sql -> {
            sql.update(
                    ADD,
                    tried(sql, traffic.stream().filter(one -> one.tries() > 0).toList()));
            sql.update(NOTE, heard(sql, traffic));
        });
    }

    static Object[] tried(Sql sql, List<Traffic> traffic) throws SQLException {
        return new Object[] {
            sql.array("text", traffic.stream().map(Traffic::tenantId).toList()),
            sql.array("text", traffic.stream().map(Traffic::endpointId).toList()),
            longs(sql, traffic, Traffic::minute),
            longs(sql, traffic, Traffic::sent),
            longs(sql, traffic, Traffic::unreachable),
            longs(sql, traffic, Traffic::refused),
            longs(sql, traffic, Traffic::sessionless)
        };
    }

    static Object[] heard(Sql sql, List<Traffic> traffic) throws SQLException {
        return new Object[] {
            sql.array("text", traffic.stream().map(Traffic::tenantId).toList()),
            sql.array("text", traffic.stream().map(Traffic::endpointId).toList()),
            longs(sql, traffic, Traffic::minute),
            longs(sql, traffic, Traffic::sent),
            longs(sql, traffic, Traffic::acknowledged),
            longs(sql, traffic, Traffic::received)
        };
    }

    /// Of every endpoint of which traffic says anything bad, by `tenant/endpoint`: one that only receives, or whose
    /// messages go through, is judged as if nothing were known of it.
    ///
    /// @param recent minutes in which failures count
    /// @param patience minutes after which a message should have been acknowledged
    Map<String, Signal> read(int recent, int patience) {
        Map<String, Signal> found = new HashMap<>();
        db.read(sql -> sql.list(
                        SUSPECTS,
                        row -> new Named(
                                row.string("key"),
                                new Signal(
                                        row.longValue("sent"),
                                        row.longValue("unreachable"),
                                        row.longValue("refused"),
                                        row.longValue("sessionless"),
                                        row.longValue("unheard"))),
                        window(recent, patience)))
                .forEach(named -> found.put(named.key(), named.signal()));
        return found;
    }

    static Object[] window(int recent, int patience) {
        return new Object[] {recent, patience, memory(patience), memory(patience)};
    }

    public Optional<Last> last(String tenantId, String endpointId) {
        return db.read(sql -> sql.one(
                "SELECT last_sent_time, last_inbound_time FROM endpoint_signal WHERE tenant_id = ? AND endpoint_id = ?",
                row -> new Last(row.instantOrNull("last_sent_time"), row.instantOrNull("last_inbound_time")),
                tenantId,
                endpointId));
    }

    /// Minutes that say something of an endpoint.
    private static int memory(int patience) {
        return 2 * patience;
    }

    /// Drops a bounded part of what says nothing any more.
    int forget(int patience, int most) {
        return db.tx(sql -> sql.update("""
                DELETE FROM endpoint_traffic WHERE ctid = ANY (ARRAY(SELECT ctid FROM endpoint_traffic
                  WHERE minute < floor(extract(epoch FROM now()) / 60)::bigint - ? LIMIT ? FOR UPDATE SKIP LOCKED))""", memory(patience) + 1, most));
    }

    private static Array longs(Sql sql, List<Traffic> traffic, ToLongFunction<Traffic> field) throws SQLException {
        return sql.array("int8", traffic.stream().mapToLong(field).boxed().toList());
    }
}
