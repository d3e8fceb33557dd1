package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Plans;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How much PostgreSQL reads every few seconds to find what does not work among a hundred thousand endpoints that do,
/// whether its statistics know of them or not.
class EndpointPlansTest {
    private static final int ENDPOINTS = 100_000;
    private static final int BROKEN = 20;
    private static final int BLOCKS = 400;

    @Test
    void what_does_not_work_is_found_without_reading_what_works() {
        try (var health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        "waypost.health.probe.enabled", "false",
                        "waypost.health.alert.enabled", "false",
                        "waypost.health.failover.enabled", "false"))) {
            Db db = health.bean(Db.class);
            db.statement(sql -> sql.update("VACUUM ANALYZE endpoint_health"));
            db.run(sql -> sql.update("""
                    INSERT INTO endpoint_health (tenant_id, endpoint_id, check_interval_ms, status, lane, provider)
                    SELECT 'tenant-' || i, 'main', 30000, CASE WHEN i <= ? THEN 'UNHEALTHY' ELSE 'HEALTHY' END, i % 1024,
                      'META_CLOUD'
                    FROM generate_series(1, ?) AS i""", BROKEN, ENDPOINTS));

            readsLittle(health, db);
            db.statement(sql -> sql.update("VACUUM ANALYZE endpoint_health"));
            readsLittle(health, db);
            // Statistics know a day on which nothing worked.
            db.run(sql -> sql.update("UPDATE endpoint_health SET status = 'UNHEALTHY'"));
            db.statement(sql -> sql.update("VACUUM ANALYZE endpoint_health"));
            db.run(sql -> sql.update(
                    "UPDATE endpoint_health SET status = 'HEALTHY' WHERE substr(tenant_id, 8)::int > ?", BROKEN));
            db.statement(sql -> sql.update("VACUUM (ANALYZE off) endpoint_health"));
            readsLittle(health, db);
        }
    }

    private static void readsLittle(ServiceUnderTest health, Db db) {
        assertThat(health.bean(EndpointSignalStore.class).brokenCount()).isEqualTo(BROKEN);
        db.run(sql -> {
            Plans.readsLittle(sql, BLOCKS, EndpointSignalStore.BROKEN, 2000);
            Plans.readsLittle(sql, BLOCKS, EndpointSignalStore.BROKEN_COUNT);
        });
    }
}
