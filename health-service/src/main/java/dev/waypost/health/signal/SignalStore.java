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
                    """
                    INSERT INTO endpoint_traffic AS t (tenant_id, endpoint_id, minute, sent, acknowledged, received,
                      unreachable, refused, sessionless)
                    SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                      ?::bigint[], ?::bigint[], ?::bigint[]) ORDER BY 1, 2, 3
                    ON CONFLICT (tenant_id, endpoint_id, minute) DO UPDATE SET sent = t.sent + excluded.sent,
                      acknowledged = t.acknowledged + excluded.acknowledged, received = t.received + excluded.received,
                      unreachable = t.unreachable + excluded.unreachable, refused = t.refused + excluded.refused,
                      sessionless = t.sessionless + excluded.sessionless""",
                    sql.array("text", traffic.stream().map(Traffic::tenantId).toList()),
                    sql.array("text", traffic.stream().map(Traffic::endpointId).toList()),
                    longs(sql, traffic, Traffic::minute),
                    longs(sql, traffic, Traffic::sent),
                    longs(sql, traffic, Traffic::acknowledged),
                    longs(sql, traffic, Traffic::received),
                    longs(sql, traffic, Traffic::unreachable),
                    longs(sql, traffic, Traffic::refused),
                    longs(sql, traffic, Traffic::sessionless));
            sql.update(
                    """
                    INSERT INTO endpoint_signal AS s (tenant_id, endpoint_id, last_sent_time, last_inbound_time)
                    SELECT t, e, max(to_timestamp(m * 60)) FILTER (WHERE sent > 0),
                      max(to_timestamp(m * 60)) FILTER (WHERE received > 0)
                    FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[]) AS n(t, e, m, sent, received)
                    WHERE sent > 0 OR received > 0 GROUP BY t, e ORDER BY t, e
                    ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET
                      last_sent_time = greatest(s.last_sent_time, excluded.last_sent_time),
                      last_inbound_time = greatest(s.last_inbound_time, excluded.last_inbound_time)""",
                    sql.array("text", traffic.stream().map(Traffic::tenantId).toList()),
                    sql.array("text", traffic.stream().map(Traffic::endpointId).toList()),
                    longs(sql, traffic, Traffic::minute),
                    longs(sql, traffic, Traffic::sent),
                    longs(sql, traffic, Traffic::received));
        });
    }

    /// Of every endpoint of which traffic says anything bad, by `tenant/endpoint`: one that only receives, or whose
    /// messages go through, is judged as if nothing were known of it.
    ///
    /// @param recent minutes in which failures count
    /// @param patience minutes after which a message should have been acknowledged
    Map<String, Signal> read(int recent, int patience) {
        Map<String, Signal> found = new HashMap<>();
        db.read(sql -> sql.list(
                        """
                        WITH now AS (SELECT floor(extract(epoch FROM now()) / 60)::bigint AS minute)
                        SELECT * FROM (SELECT tenant_id || '/' || endpoint_id AS key,
                          coalesce(sum(sent) FILTER (WHERE t.minute > now.minute - ?), 0)::bigint AS sent,
                          coalesce(sum(unreachable) FILTER (WHERE t.minute > now.minute - ?), 0)::bigint AS unreachable,
                          coalesce(sum(refused) FILTER (WHERE t.minute > now.minute - ?), 0)::bigint AS refused,
                          coalesce(sum(sessionless) FILTER (WHERE t.minute > now.minute - ?), 0)::bigint AS sessionless,
                          CASE WHEN sum(acknowledged) > 0 THEN 0
                            ELSE coalesce(sum(sent) FILTER (WHERE t.minute < now.minute - ?), 0) END::bigint AS unheard
                        FROM endpoint_traffic t, now WHERE t.minute > now.minute - 2 * ?
                          AND t.sent + t.acknowledged + t.unreachable + t.refused + t.sessionless > 0
                        GROUP BY 1) AS s
                        WHERE unreachable + refused + sessionless + unheard > 0""",
                        row -> new Named(
                                row.string("key"),
                                new Signal(
                                        row.longValue("sent"),
                                        row.longValue("unreachable"),
                                        row.longValue("refused"),
                                        row.longValue("sessionless"),
                                        row.longValue("unheard"))),
                        recent,
                        recent,
                        recent,
                        recent,
                        patience,
                        patience))
                .forEach(named -> found.put(named.key(), named.signal()));
        return found;
    }

    public Optional<Last> last(String tenantId, String endpointId) {
        return db.read(sql -> sql.one(
                "SELECT last_sent_time, last_inbound_time FROM endpoint_signal WHERE tenant_id = ? AND endpoint_id = ?",
                row -> new Last(row.instantOrNull("last_sent_time"), row.instantOrNull("last_inbound_time")),
                tenantId,
                endpointId));
    }

    /// Drops a bounded part of what says nothing any more.
    int forget(int minutes, int most) {
        return db.tx(sql -> sql.update("""
                DELETE FROM endpoint_traffic WHERE ctid IN (SELECT ctid FROM endpoint_traffic
                  WHERE minute < floor(extract(epoch FROM now()) / 60)::bigint - ? LIMIT ?)""", minutes, most));
    }

    private static Array longs(Sql sql, List<Traffic> traffic, ToLongFunction<Traffic> field) throws SQLException {
        return sql.array("int8", traffic.stream().mapToLong(field).boxed().toList());
    }
}
