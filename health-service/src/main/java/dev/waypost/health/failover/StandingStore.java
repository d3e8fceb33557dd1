package dev.waypost.health.failover;

import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.Trouble;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The health of one tenant's endpoints.
@Singleton
class StandingStore {
    private static final long A_YEAR = Duration.ofDays(365).toMillis();

    private final Db db;

    StandingStore(Db db) {
        this.db = db;
    }

    private record Named(String endpointId, Standing standing) {}

    /// By endpoint id.
    Map<String, Standing> of(String tenantId) {
        Map<String, Standing> found = new HashMap<>();
        db.read(sql -> sql.list("""
                        SELECT endpoint_id, status, cause, cause_kind, last_look_good,
                          (extract(epoch FROM now() - status_since) * 1000)::bigint AS status_for,
                          coalesce((extract(epoch FROM now() - last_check_time) * 1000)::bigint, ?) AS look_age
                        FROM endpoint_health WHERE tenant_id = ?""", StandingStore::named, A_YEAR, tenantId))
                .forEach(named -> found.put(named.endpointId(), named.standing()));
        return found;
    }

    private static Named named(Row row) throws SQLException {
        return new Named(
                row.string("endpoint_id"),
                new Standing(
                        HealthStatus.valueOf(row.string("status")),
                        Trouble.valueOf(row.string("cause_kind")),
                        row.string("cause"),
                        Duration.ofMillis(row.longValue("status_for")),
                        Duration.ofMillis(row.longValue("look_age")),
                        row.bool("last_look_good")));
    }
}
