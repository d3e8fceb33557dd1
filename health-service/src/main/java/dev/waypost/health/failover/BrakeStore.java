package dev.waypost.health.failover;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/// Counts over all endpoints.
@Singleton
class BrakeStore {
    private final Db db;

    BrakeStore(Db db) {
        this.db = db;
    }

    record Counts(long silent, long probed, Instant time) {}

    /// Endpoints that carried within that time: how many of them do not answer now, and how many there are.
    Counts count(Duration memory) {
        return db.read(sql -> sql.one(
                        """
                        SELECT count(*) FILTER (WHERE cause_kind IN ('TRANSPORT', 'OURS') AND failing_since IS NOT NULL
                            AND failing_since > now() - ? * interval '1 ms') AS silent,
                          count(*) FILTER (WHERE last_check_time IS NOT NULL AND (failing_since IS NULL
                            OR failing_since > now() - ? * interval '1 ms')) AS probed, now() AS time
                        FROM endpoint_health""",
                        row -> new Counts(row.longValue("silent"), row.longValue("probed"), row.instant("time")),
                        memory.toMillis(),
                        memory.toMillis()))
                .orElseThrow();
    }
}
