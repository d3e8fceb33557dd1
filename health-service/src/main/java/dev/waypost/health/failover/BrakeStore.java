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

    /// @param silent endpoints that do not answer
    /// @param probed those, and the ones that do
    record Counts(long silent, long probed) {}

    /// @param all of endpoints that carried within `memory`
    /// @param lately of those looked at within `window`: who fell silent in it, and who answered in it
    record Reading(Counts all, Counts lately, Instant time) {}

    /// @param silent servers with endpoints that fell silent within `memory`
    /// @param answering servers with endpoints that answered within `window`
    record Servers(long silent, long answering) {
        static final Servers NONE = new Servers(0, 0);
    }

    Servers servers(Duration memory, Duration window) {
        return db.read(sql -> sql.one(
                        """
                        SELECT count(DISTINCT server) FILTER (WHERE failing_since > now() - ? * interval '1 ms'
                            AND cause_kind IN ('TRANSPORT', 'OURS')) AS silent,
                          count(DISTINCT server) FILTER (WHERE last_look_good
                            AND last_check_time > now() - ? * interval '1 ms') AS answering
                        FROM endpoint_health WHERE last_check_time IS NOT NULL""",
                        row -> new Servers(row.longValue("silent"), row.longValue("answering")),
                        memory.toMillis(),
                        window.toMillis()))
                .orElse(Servers.NONE);
    }

    Reading count(Duration memory, Duration window) {
        return db.read(sql -> sql.one(
                        """
                        SELECT count(*) FILTER (WHERE silent_since > now() - ? * interval '1 ms') AS silent,
                          count(*) FILTER (WHERE failing_since IS NULL OR failing_since > now() - ? * interval '1 ms')
                            AS probed,
                          count(*) FILTER (WHERE silent_since > now() - ? * interval '1 ms') AS silent_lately,
                          count(*) FILTER (WHERE last_look_good AND last_check_time > now() - ? * interval '1 ms')
                            AS good_lately, now() AS time
                        FROM (SELECT last_look_good, last_check_time, failing_since,
                            CASE WHEN cause_kind IN ('TRANSPORT', 'OURS') THEN failing_since END AS silent_since
                          FROM endpoint_health WHERE last_check_time IS NOT NULL) AS h""",
                        row -> new Reading(
                                new Counts(row.longValue("silent"), row.longValue("probed")),
                                new Counts(
                                        row.longValue("silent_lately"),
                                        row.longValue("silent_lately") + row.longValue("good_lately")),
                                row.instant("time")),
                        memory.toMillis(),
                        memory.toMillis(),
                        window.toMillis(),
                        window.toMillis()))
                .orElseThrow();
    }
}
