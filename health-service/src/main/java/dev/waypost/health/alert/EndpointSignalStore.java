package dev.waypost.health.alert;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.util.List;

/// What is known of endpoints, as far as it is trouble.
@Singleton
class EndpointSignalStore {
    private final Db db;

    EndpointSignalStore(Db db) {
        this.db = db;
    }

    /// An endpoint that does not work.
    ///
    /// @param refused whether the provider refused its credential
    record Broken(String tenantId, String endpointId, String cause, boolean refused) {}

    record Missed(String tenantId, String endpointId, long seconds, String counts) {}

    List<Broken> broken(int most) {
        return db.read(sql -> sql.list(
                """
                SELECT tenant_id, endpoint_id, cause, settled FROM endpoint_health WHERE status = 'UNHEALTHY'
                ORDER BY tenant_id, endpoint_id LIMIT ?""",
                row -> new Broken(
                        row.string("tenant_id"), row.string("endpoint_id"), row.string("cause"), row.bool("settled")),
                most));
    }

    /// Endpoints that were looked at, and those of them that do not work.
    long[] counts() {
        return db.read(sql -> sql.one("""
                        SELECT count(*) FILTER (WHERE status <> 'UNKNOWN') AS known,
                          count(*) FILTER (WHERE status = 'UNHEALTHY') AS broken FROM endpoint_health""", row -> new long[] {row.longValue("known"), row.longValue("broken")}))
                .orElse(new long[2]);
    }

    /// Endpoints whose users wrote in the last week, and not since `seconds`.
    List<Missed> missed(long seconds, int most) {
        return db.read(sql -> sql.list(
                """
                SELECT tenant_id, endpoint_id, counts, extract(epoch FROM now() - received_time)::bigint AS seconds
                FROM metric_hour
                WHERE received_time BETWEEN now() - interval '7 days' AND now() - ? * interval '1 second'
                ORDER BY received_time LIMIT ?""",
                row -> new Missed(
                        row.string("tenant_id"),
                        row.string("endpoint_id"),
                        row.longValue("seconds"),
                        row.string("counts")),
                seconds,
                most));
    }
}
