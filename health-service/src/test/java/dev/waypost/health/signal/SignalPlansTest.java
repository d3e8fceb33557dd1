package dev.waypost.health.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.health.StillHealth;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.testkit.Plans;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What is asked every few seconds while a hundred thousand endpoints send, and nearly all of them are well.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SignalPlansTest {
    private static final int ENDPOINTS = 100_000;
    private static final int MINUTES = 10;
    private static final int SOME = 10;
    /// Some passes of those that forget.
    private static final int OLD = 12_000;
    private static final int FAILING = 20;
    private static final int UNHEARD = 20;
    /// Minutes of each suspect, each found in an index of a few levels.
    private static final int OF_SUSPECTS = (FAILING + UNHEARD) * 60;

    private static final Object[] WINDOW = SignalStore.window(3, 15);

    private static ServiceUnderTest health;
    private static Db db;

    @BeforeAll
    static void start() {
        health = StillHealth.start();
        db = health.bean(Db.class);
    }

    @AfterAll
    static void stop() {
        health.close();
    }

    @Test
    void minutes_of_who_is_well_are_not_read_whatever_was_there_when_it_was_planned_and_whatever_statistics_know() {
        db.run(sql -> {
            sql.update("TRUNCATE endpoint_traffic, endpoint_signal");
            var suspects = Plans.Kept.of(sql, SignalStore.SUSPECTS, WINDOW);
            var add = Plans.Kept.of(sql, SignalStore.ADD, SignalStore.tried(sql, List.of()));
            var note = Plans.Kept.of(sql, SignalStore.NOTE, SignalStore.heard(sql, List.of()));

            fill(sql);

            suspects.readsLittle(sql, most(sql), WINDOW);
            add.readsLittle(sql, 60 * SOME, SignalStore.tried(sql, some(sql)));
            note.readsLittle(sql, 60 * SOME, SignalStore.heard(sql, some(sql)));
        });
        db.run(sql -> Plans.readsLittleEitherWay(sql, most(sql), SignalStore.SUSPECTS, WINDOW));
        db.statement(sql -> sql.update("VACUUM ANALYZE endpoint_traffic, endpoint_signal"));
        db.run(sql -> Plans.readsLittleEitherWay(sql, most(sql), SignalStore.SUSPECTS, WINDOW));
        assertThat(health.bean(SignalStore.class).read(3, 15)).hasSize(FAILING + UNHEARD);
    }

    @Test
    void what_is_no_news_is_not_written() {
        db.run(sql -> {
            Object[] some = SignalStore.heard(sql, some(sql));
            sql.update(SignalStore.NOTE, some);

            assertThat(sql.update(SignalStore.NOTE, some)).isZero();
        });
    }

    @Test
    void counting_on_leaves_the_indexes_alone() {
        List<Traffic> some = db.read(SignalPlansTest::some);
        db.run(sql -> sql.update(SignalStore.ADD, SignalStore.tried(sql, some)));
        long before = inPlace();

        db.run(sql -> sql.update(SignalStore.ADD, SignalStore.tried(sql, some)));

        assertThat(inPlace() - before).isEqualTo(SOME);
    }

    @Test
    void what_is_old_goes_however_much_it_is() {
        db.run(sql -> sql.update("""
                INSERT INTO endpoint_traffic (tenant_id, endpoint_id, minute, sent, unreachable, refused, sessionless)
                SELECT 'old', 'main', ? - i, 1, 0, 0, 0 FROM generate_series(0, ?) AS i""", minute(sql), OLD));
        health.bean(Signals.class).runOnce();

        long left = db.read(sql -> sql.one(
                        "SELECT count(*) AS n FROM endpoint_traffic WHERE tenant_id = 'old'",
                        row -> row.longValue("n")))
                .orElseThrow();
        assertThat(left).isBetween(30L, 33L);
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
        for (int i = 0; i < SOME; i++) {
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
