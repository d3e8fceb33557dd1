package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.LaneSql;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Plans;
import dev.waypost.testkit.ServiceUnderTest;
import java.lang.reflect.Field;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// How much PostgreSQL reads for what is asked about a million rows besides the work of the lanes: by replays,
/// subscribers, people, metrics and retention.
@DisplayNameGeneration(ReplaceUnderscores.class)
class StatementPlansTest {
    private static final int ROWS = 1_000_000;
    private static final int OTHERS = 200_000;
    private static final int PART = 100_000;
    private static final int PAGE = 50;
    private static final int BLOCKS = 60 * PAGE;
    private static final List<String> TABLES =
            List.of("event", "delivered", "delivery", "parked", "stopped", "quarantined", "replayed", "request");
    private static ServiceUnderTest ingress;
    private static Db db;

    @BeforeAll
    static void start() {
        ingress = ServiceUnderTest.start(
                "ingress",
                Map.of(
                        "waypost.db.url",
                        Backends.freshDatabase(),
                        "waypost.ingress.delivery.poll",
                        "1h",
                        "waypost.ingress.projects.release-every",
                        "1h",
                        "waypost.ingress.quarantine.interval",
                        "1h"));
        db = ingress.bean(Db.class);
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void a_million_rows_cost_no_statement_more_than_a_few_blocks() {
        analyse();
        fill();
        // Statistics say that there is nothing.
        db.run(StatementPlansTest::whatWaitsForASubscriber);
        analyse();

        everyStatementReadsLittle();
    }

    private static void everyStatementReadsLittle() {
        db.run(StatementPlansTest::whatWaitsForASubscriber);
        db.run(sql -> {
            replays(sql);
            subscribers(sql);
            people(sql);
            metrics(sql);
            quarantine(sql);
            retention(sql);
        });
    }

    private static void replays(Sql sql) throws SQLException {
        Instant from = Instant.EPOCH;
        Instant until = Instant.parse("2100-01-01T00:00:00Z");
        List<String> events = reads(
                sql,
                "replay.PastStore.EVENTS",
                from,
                until,
                texts(sql),
                texts(sql),
                "tenant-7",
                id("evt", ROWS / 2),
                "evt_9",
                PAGE);
        assertThat(events.getFirst()).contains("rows=" + PAGE + ".");
        // The deliveries of the events of one step are a range of ids.
        String first = id("dlv", ROWS / 2);
        String last = id("dlv", ROWS / 2 + PAGE * 100);
        reads(
                sql,
                "replay.PastStore.BEFORE",
                "tenant-7",
                first,
                last,
                "tenant-7",
                first,
                last,
                "tenant-7",
                first,
                last,
                "tenant-7",
                first,
                last);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < PAGE; i++) {
            ids.add(id("evt", 7 + 100 * i));
        }
        reads(sql, "replay.PastStore.REPLAYED", sql.array("text", ids), "tenant-7");
    }

    private static void whatWaitsForASubscriber(Sql sql) throws SQLException {
        sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
        List<String> read = reads(
                sql,
                "subscription.SubscriptionStore.READ",
                "tenant-7",
                "off",
                sql.array("int8", List.of(1L, 2L)),
                PAGE);
        assertThat(read.getFirst()).contains("rows=" + PAGE + ".");
    }

    private static void subscribers(Sql sql) throws SQLException {
        var said = new ArrayList<String>();
        for (int i = 0; i < PAGE; i++) {
            said.add(id("off", 7 + 100 * (settled + i)));
        }
        settled += PAGE;
        reads(
                sql,
                "subscription.SubscriptionStore.SETTLE",
                same(sql, "tenant-7"),
                same(sql, "off"),
                sql.array("text", said),
                sql.array("text", java.util.Collections.nCopies(PAGE, "DONE")),
                sql.array("text", java.util.Collections.nCopies(PAGE, "x")));
        long gone = sql.one(
                        "SELECT count(*) AS n FROM parked WHERE tenant_id = 'tenant-7' AND delivery_id = ANY(?)",
                        row -> row.longValue("n"),
                        sql.array("text", said))
                .orElseThrow();
        assertThat(gone).isZero();
    }

    private static int settled;

    private static void people(Sql sql) throws SQLException {
        Object[] page = {"tenant-7", "", "", texts(sql), texts(sql), null, null, null, null, PAGE};
        List<@Nullable Object> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.addAll(Arrays.asList(page));
        }
        all.add(PAGE);
        assertThat(reads(sql, "delivery.DeliveryListStore.LIST", all.toArray()).getFirst())
                .contains("rows=" + PAGE + ".");
        List<@Nullable Object> troubled = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            troubled.addAll(Arrays.asList("tenant-7", "", null, null, PAGE));
        }
        troubled.add(PAGE);
        assertThat(reads(sql, "delivery.DeliveryListStore.UNDELIVERED", troubled.toArray())
                        .getFirst())
                .contains("rows=" + PAGE + ".");
    }

    private static void metrics(Sql sql) throws SQLException {
        reads(sql, "queue.QueueStore.OLDEST");
        reads(sql, "queue.QueueStore.OLDEST_PARKED");
        reads(sql, "queue.QueueStore.DEAD_OF_ALL", 20_001, 201);
        reads(sql, "queue.QueueStore.DEAD_OF_SOME", texts(sql, "tenant-6", "tenant-7"), 20_001, 201);
    }

    private static void quarantine(Sql sql) throws SQLException {
        assertThat(reads(sql, "quarantine.QuarantineStore.OLDEST_OF", "app|7", PAGE)
                        .getFirst())
                .contains("rows=" + PAGE + ".");
        assertThat(reads(sql, "quarantine.QuarantineStore.ABOUT", "app|7|n7||", id("evt", OTHERS / 2), PAGE)
                        .getFirst())
                .contains("rows=" + PAGE + ".");
        reads(sql, "quarantine.QuarantineStore.EXPIRED", 60_000, PAGE);
        reads(
                sql,
                "quarantine.QuarantineStore.LIST",
                texts(sql),
                texts(sql),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                PAGE);
        Plans.readsLittle(sql, BLOCKS, """
                DELETE FROM quarantined_body b
                WHERE b.body_id = ANY(?) AND NOT EXISTS (SELECT FROM quarantined q WHERE q.body_id = b.body_id OFFSET 0)""", texts(sql, "b1", "b2"));
    }

    private static void retention(Sql sql) throws SQLException {
        reads(sql, "delivery.DeliveryChangeStore.FORGET", 60_000, PAGE);
        reads(sql, "replay.ReplayStore.FORGET", 60_000, PAGE);
        reads(sql, "request.RequestStore.SWEEP", 60_000, PAGE);
        for (String[] table : new String[][] {
            {"event_default", "received_at"}, {"body_default", "received_at"}, {"delivered_default", "settled_at"}
        }) {
            // As the days are cleared by lib/lanes.
            Plans.readsLittle(
                    sql,
                    BLOCKS,
                    "DELETE FROM " + table[0] + " WHERE ctid = ANY(ARRAY(SELECT ctid FROM " + table[0] + " WHERE "
                            + table[1] + " < ?::timestamp AT TIME ZONE 'UTC' LIMIT ?))",
                    "2026-01-01",
                    PAGE);
        }
    }

    private static List<String> reads(Sql sql, String statement, @Nullable Object... arguments) throws SQLException {
        return Plans.readsLittle(sql, BLOCKS, statement(statement), arguments);
    }

    /// The statement as its store has it: stores keep them to themselves and their package.
    private static String statement(String name) {
        int last = name.lastIndexOf('.');
        try {
            Field field = Class.forName("dev.waypost.ingress." + name.substring(0, last))
                    .getDeclaredField(name.substring(last + 1));
            field.setAccessible(true);
            return (String) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static java.sql.Array texts(Sql sql, String... values) throws SQLException {
        return sql.array("text", List.of(values));
    }

    private static java.sql.Array same(Sql sql, String value) throws SQLException {
        return sql.array("text", java.util.Collections.nCopies(PAGE, value));
    }

    private static String id(String prefix, int i) {
        return prefix + "_" + String.format("%026d", i);
    }

    private static void analyse() {
        TABLES.forEach(table -> db.statement(sql -> sql.update("VACUUM ANALYZE " + table)));
    }

    private static void fill() {
        String id = "lpad(i::text, 26, '0')";
        fill(
                ROWS,
                "INSERT INTO event (tenant_id, event_id, day, endpoint_id, body_id, position, kind, type, state, dedupe_key)"
                        + " SELECT 'tenant-' || i % 100, 'evt_' || " + id + ", current_date, 'main', 'whk_' || " + id
                        + ", 0, 'MESSAGE', 'text', 'ACCEPTED', 'key-' || i FROM generate_series(?, ?) AS i");
        fill(
                ROWS,
                "INSERT INTO delivered (tenant_id, delivery_id, day, event_id, destination, state, attempts, created_at)"
                        + " SELECT 'tenant-' || i % 100, 'dlv_' || " + id + ", current_date, 'evt_' || " + id
                        + ", '1', 'DONE', 1, now() FROM generate_series(?, ?) AS i");
        fill(
                OTHERS,
                "INSERT INTO delivery (tenant_id, delivery_id, event_id, endpoint_id, body_id, destination, conversation,"
                        + " lane, attempts, due_at) SELECT 'tenant-' || i % 100, 'dlx_' || " + id
                        + ", 'evt-' || i, 'main', 'bod-' || i, '1', 'user-' || i % 100000, 5000, 1, now() + interval '1 day'"
                        + " FROM generate_series(?, ?) AS i");
        fill(
                ROWS / 2,
                "INSERT INTO parked (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, destination, conversation,"
                        + " lane, single) SELECT nextval('delivery_id_seq'), 'tenant-' || i % 100, 'off_' || " + id
                        + ", 'evt-' || i, 'main', 'bod-' || i, 'off', 'waiting-' || i % 100000, 5000, false"
                        + " FROM generate_series(?, ?) AS i");
        fill(
                OTHERS,
                "INSERT INTO stopped (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, destination,"
                        + " conversation, lane, state, attempts, created_at) SELECT i, 'tenant-' || i % 100, 'dly_' || "
                        + id
                        + ", 'evt-' || i, 'main', 'bod-' || i, '1', 'user-' || i % 100000, 5000,"
                        + " CASE WHEN i / 100 % 2 = 0 THEN 'DEAD' ELSE 'DISCARDED' END, 3, now() FROM generate_series(?, ?) AS i");
        fill(
                OTHERS,
                "INSERT INTO quarantined (event_id, tenant_id, endpoint_id, app_id, provider, body_id, kind, type,"
                        + " dedupe_key, phone_number_id, size) SELECT 'evt_' || " + id
                        + ", '', '', i % 50, 'META_CLOUD', 'b' || i,"
                        + " 'MESSAGE', 'text', 'key-' || i, 'n' || i % 50, 100 FROM generate_series(?, ?) AS i");
        fill(
                OTHERS,
                "INSERT INTO replayed (tenant_id, event_id, destination, delivery_id) SELECT 'tenant-' || i % 100,"
                        + " 'evt_' || " + id + ", '1', 'dlr_' || " + id + " FROM generate_series(?, ?) AS i");
        fill(
                OTHERS,
                "INSERT INTO request (request_id, tenant_id, digest, answer) SELECT 'req-' || i, 'tenant-' || i % 100,"
                        + " '', '' FROM generate_series(?, ?) AS i");
    }

    /// In parts: on a machine with much to do, one statement for all would take longer than statements may.
    private static void fill(int rows, String statement) {
        for (int from = 1; from <= rows; from += PART) {
            int first = from;
            db.run(sql -> sql.update(statement, first, first + PART - 1));
        }
    }
}
