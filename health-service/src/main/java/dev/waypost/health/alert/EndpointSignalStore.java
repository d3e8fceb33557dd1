package dev.waypost.health.alert;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
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

    /// An endpoint whose credential ends.
    record Ending(String tenantId, String endpointId, Instant time) {}

    record Missed(String tenantId, String endpointId, long seconds, String counts) {}

    /// The order is one that no other index gives: all that work would be passed over in it.
    static final String BROKEN = """
            SELECT tenant_id, endpoint_id, cause, settled FROM endpoint_health WHERE status = 'UNHEALTHY'
            ORDER BY status_since, tenant_id, endpoint_id LIMIT ?""";

    static final String BROKEN_COUNT =
            "SELECT count(status_since) AS broken FROM endpoint_health WHERE status = 'UNHEALTHY'";

    List<Broken> broken(int most) {
        return db.read(sql -> sql.list(
                BROKEN,
                row -> new Broken(
                        row.string("tenant_id"), row.string("endpoint_id"), row.string("cause"), row.bool("settled")),
                most));
    }

    Instant now() {
        return db.read(sql -> sql.one("SELECT clock_timestamp() AS now", row -> row.instant("now")))
                .orElseThrow();
    }

    /// Endpoints whose credential ends within that time, or has ended.
    List<Ending> ending(Duration within, int most) {
        return db.read(sql -> sql.list(
                """
                SELECT tenant_id, endpoint_id, credential_end_time FROM endpoint_health
                WHERE credential_end_time < now() + ? * interval '1 second' ORDER BY credential_end_time LIMIT ?""",
                row -> new Ending(
                        row.string("tenant_id"), row.string("endpoint_id"), row.instant("credential_end_time")),
                within.toSeconds(),
                most));
    }

    /// Endpoints that were looked at. Reads all there are.
    long known() {
        return db.read(sql -> sql.one(
                        "SELECT count(*) AS known FROM endpoint_health WHERE status <> 'UNKNOWN'",
                        row -> row.longValue("known")))
                .orElse(0L);
    }

    long brokenCount() {
        return db.read(sql -> sql.one(BROKEN_COUNT, row -> row.longValue("broken")))
                .orElse(0L);
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
