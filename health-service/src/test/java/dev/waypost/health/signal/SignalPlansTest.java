package dev.waypost.health.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Plans;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// What is asked every few seconds while a hundred thousand endpoints send, and nearly all of them are well.
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestMethodOrder(OrderAnnotation.class)
class SignalPlansTest {
    private static final int ENDPOINTS = 100_000;
    private static final int MINUTES = 10;
    private static final int FAILING = 20;
    private static final int UNHEARD = 20;
    /// Minutes of each suspect, each found in an index of a few levels.
    private static final int OF_SUSPECTS = (FAILING + UNHEARD) * 60;

    private static ServiceUnderTest health;
    private static Db db;

    @BeforeAll
    static void start() {
        health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        "waypost.health.probe.enabled", "false",
                        "waypost.health.metric.enabled", "false",
                        "waypost.health.alert.enabled", "false",
                        "waypost.health.failover.enabled", "false",
                        "waypost.health.signals.enabled", "false"));
        db = health.bean(Db.class);
    }

    @AfterAll
    static void stop() {
        health.close();
    }

    @Test
    @Order(0)
    void minutes_of_who_is_well_are_not_read_whatever_was_there_when_it_was_planned() {
        db.run(sql -> {
            var suspects = Plans.Kept.of(sql, SignalStore.SUSPECTS, SignalStore.window(3, 15));
            var add = Plans.Kept.of(sql, SignalStore.ADD, SignalStore.tried(sql, List.of()));
            var note = Plans.Kept.of(sql, SignalStore.NOTE, SignalStore.heard(sql, List.of()));

            fill(sql);

            suspects.readsLittle(sql, most(sql), SignalStore.window(3, 15));
            add.readsLittle(sql, 60 * MINUTES, SignalStore.tried(sql, some(sql)));
            note.readsLittle(sql, 60 * MINUTES, SignalStore.heard(sql, some(sql)));
        });
    }

    @Test
    @Order(1)
    void nor_when_statistics_know_nothing_or_all() {
        db.run(sql -> Plans.readsLittleEitherWay(sql, most(sql), SignalStore.SUSPECTS, SignalStore.window(3, 15)));
        db.statement(sql -> sql.update("VACUUM ANALYZE endpoint_traffic, endpoint_signal"));
        db.run(sql -> Plans.readsLittleEitherWay(sql, most(sql), SignalStore.SUSPECTS, SignalStore.window(3, 15)));
        assertThat(health.bean(SignalStore.class).read(3, 15)).hasSize(FAILING + UNHEARD);
    }

    @Test
    @Order(2)
    void what_is_no_news_is_not_written() {
        db.run(sql -> {
            List<Traffic> some = some(sql);
            sql.update(SignalStore.NOTE, SignalStore.heard(sql, some));

            assertThat(sql.update(SignalStore.NOTE, SignalStore.heard(sql, some)))
                    .isZero();
        });
    }

    @Test
    @Order(2)
    void counting_on_leaves_the_indexes_alone() {
        long before = inPlace();
        db.run(sql -> sql.update(SignalStore.ADD, SignalStore.tried(sql, some(sql))));
        db.run(sql -> sql.update(SignalStore.ADD, SignalStore.tried(sql, some(sql))));

        assertThat(inPlace() - before).isGreaterThanOrEqualTo(MINUTES);
    }

    @Test
    @Order(3)
    void what_is_old_goes_however_much_it_is() {
        db.run(sql -> sql.update("UPDATE endpoint_traffic SET minute = minute - 60 WHERE tenant_id LIKE 'tenant-1%'"));
        health.bean(Signals.class).runOnce();

        assertThat(db.read(sql -> sql.one(
                                "SELECT count(*) FILTER (WHERE minute < ?) AS old, count(*) AS n FROM endpoint_traffic",
                                row -> List.of(row.longValue("old"), row.longValue("n") > ENDPOINTS),
                                minute(sql) - 31))
                        .orElseThrow())
                .isEqualTo(List.of(0L, true));
    }

    private static long inPlace() {
        return db.read(sql -> {
            // What this connection counted is told at once.
            sql.list("SELECT pg_stat_force_next_flush()", row -> true);
            return sql.one(
                            "SELECT n_tup_hot_upd AS n FROM pg_stat_user_tables WHERE relname = 'endpoint_traffic'",
                            row -> row.longValue("n"))
                    .orElseThrow();
        });
    }

    private static void fill(Sql sql) throws SQLException {
        long now = minute(sql);
        sql.update("""
                INSERT INTO endpoint_traffic (tenant_id, endpoint_id, minute, sent, unreachable, refused, sessionless)
                SELECT 'tenant-' || i, 'main', ? - m, 5, CASE WHEN i <= ? THEN 1 ELSE 0 END, 0, 0
                FROM generate_series(1, ?) AS i CROSS JOIN generate_series(0, ?) AS m""", now, FAILING, ENDPOINTS, MINUTES - 1);
        sql.update("""
                INSERT INTO endpoint_signal (tenant_id, endpoint_id, last_sent_time, last_acknowledged_time)
                SELECT 'tenant-' || i, 'main', now(), now() FROM generate_series(1, ?) AS i""", ENDPOINTS);
        sql.update("""
                INSERT INTO endpoint_traffic (tenant_id, endpoint_id, minute, sent, unreachable, refused, sessionless)
                SELECT 'unheard-' || i, 'main', ? - m, 5, 0, 0, 0
                FROM generate_series(1, ?) AS i CROSS JOIN generate_series(16, 25) AS m""", now, UNHEARD);
        sql.update("""
                INSERT INTO endpoint_signal (tenant_id, endpoint_id, last_sent_time)
                SELECT 'unheard-' || i, 'main', now() - interval '16 minutes' FROM generate_series(1, ?) AS i""", UNHEARD);
    }

    private static List<Traffic> some(Sql sql) throws SQLException {
        long now = minute(sql);
        var some = new ArrayList<Traffic>();
        for (int i = 0; i < MINUTES; i++) {
            some.add(new Traffic("tenant-" + (ENDPOINTS - i), "main", now, 3, 2, 1, 0, 0, 0));
        }
        return some;
    }

    /// One row of each endpoint, and what is known of suspects.
    private static int most(Sql sql) throws SQLException {
        return sql.one("SELECT (pg_relation_size('endpoint_signal') / 8192)::int AS n", row -> row.intValue("n"))
                        .orElseThrow()
                + OF_SUSPECTS;
    }

    private static long minute(Sql sql) throws SQLException {
        return sql.one("SELECT floor(extract(epoch FROM now()) / 60)::bigint AS minute", row -> row.longValue("minute"))
                .orElseThrow();
    }
}
