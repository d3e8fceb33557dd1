package dev.waypost.ingress.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.waypost.lanes.Completion;
import dev.waypost.lanes.LaneSql;
import dev.waypost.lanes.Leases;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Plans;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How much PostgreSQL reads for a batch of deliveries while a million wait, whatever its statistics say: the table may
/// have been analysed while it was empty, or full.
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestMethodOrder(OrderAnnotation.class)
class DeliveryPlansTest {
    private static final int ROWS = 1_000_000;
    private static final int PARKED = 200_000;
    private static final int BATCH = 50;
    /// Fifty rows, each found in an index of a few levels and taken from a table with more indexes. A plan that reads a
    /// whole index touches thousands.
    private static final int BLOCKS = 60 * BATCH;
    /// Lanes of nobody in the service, which works meanwhile.
    private static final int FIRST_LANE = 5_000;

    private static final int LANES = 100;
    private static final int TENANTS = 100;
    private static final List<String> SOME = List.of("tenant-5|1", "tenant-7|1");
    private static final List<Long> NONE = List.of();
    private static ServiceUnderTest ingress;
    private static Db db;

    @BeforeAll
    static void start() {
        ingress = ServiceUnderTest.start(
                "ingress", Map.of("waypost.db.url", Backends.freshDatabase(), "waypost.ingress.delivery.poll", "60s"));
        db = ingress.bean(Db.class);
        db.run(sql -> {
            sql.update("INSERT INTO lane_worker VALUES (?, 'test', now() + interval '1 day')", DeliveryStore.QUEUE);
            sql.update(
                    "INSERT INTO lane SELECT ?, i, 'test', 1 FROM generate_series(?, ?) AS i",
                    DeliveryStore.QUEUE,
                    FIRST_LANE,
                    FIRST_LANE + LANES - 1);
        });
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @ParameterizedTest
    @Order(0)
    @ValueSource(ints = {0, 50, 1_000})
    void what_was_planned_for_few_reads_little_of_many(int few) {
        db.run(sql -> {
            Plans.empty(sql, "delivery, delivered");
            fill(sql, 1, few);
            var ready = Plans.Kept.of(sql, DeliveryStore.READY, sql.array("int8", NONE), sql.array("int8", NONE));
            var complete = Plans.Kept.of(sql, DeliveryStore.COMPLETE, completed(sql, NONE));
            sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
            var read = Plans.Kept.of(sql, DeliveryStore.READ, readAll(sql));

            fill(sql, few + 1, ROWS / 20);

            List<Long> first = first(sql);
            read.readsLittle(sql, BLOCKS, readAll(sql));
            ready.readsLittle(sql, BLOCKS, sql.array("int8", first), sql.array("int8", first));
            complete.readsLittle(sql, BLOCKS, completed(sql, first));
            Plans.empty(sql, "delivery, delivered");
        });
    }

    @Test
    @Order(1)
    void a_million_wait_where_statistics_know_an_empty_table() {
        analyse();
        fill();

        everyStatementReadsLittle();
    }

    @Test
    @Order(2)
    void a_million_wait_and_statistics_know_them() {
        analyse();

        everyStatementReadsLittle();
    }

    @Test
    @Order(3)
    void few_wait_where_statistics_know_a_million() {
        db.run(sql -> sql.update("DELETE FROM delivery WHERE id > (SELECT min(id) FROM delivery) + 500"));
        // As it is done by itself at 20,000 deletions, as soon as nobody may still see them; what is known of the
        // values stays as it was.
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            db.statement(sql -> sql.update("VACUUM delivery"));
            db.run(DeliveryPlansTest::readsPastWhatIsInMemory);
        });

        everyStatementReadsLittle();
    }

    private static void analyse() {
        db.statement(sql -> sql.update("VACUUM ANALYZE delivery"));
        db.statement(sql -> sql.update("VACUUM ANALYZE parked"));
    }

    /// In parts: on a machine with much to do, one statement for all would take longer than statements may.
    private static void fill() {
        for (int from = 1; from <= ROWS; from += ROWS / 10) {
            int first = from;
            db.run(sql -> fill(sql, first, first + ROWS / 10 - 1));
        }
        for (int from = 1; from <= PARKED; from += PARKED / 4) {
            int first = from;
            int last = from + PARKED / 4 - 1;
            db.run(sql -> sql.update("""
                    INSERT INTO parked (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, destination,
                      conversation, lane, single)
                    SELECT nextval('delivery_id_seq'), 'tenant-' || i % 50, 'off-' || i, 'evt-' || i, 'main', 'bod-' || i,
                      'off', 'waiting-' || i % 100000, ? + i % ?, false FROM generate_series(?, ?) AS i""", FIRST_LANE, LANES, first, last));
        }
    }

    private static void fill(Sql sql, int from, int until) throws SQLException {
        sql.update("""
                INSERT INTO delivery (tenant_id, delivery_id, event_id, endpoint_id, body_id, destination, conversation,
                  lane, attempts)
                SELECT 'tenant-' || i % ?, 'dlv-' || i, 'evt-' || i, 'main', 'bod-' || i, '1', 'user-' || i % 100000,
                  ? + i % ?, 0 FROM generate_series(?, ?) AS i""", TENANTS, FIRST_LANE, LANES, from, until);
    }

    private static void everyStatementReadsLittle() {
        db.run(sql -> {
            List<Long> first = first(sql);
            readsPastWhatIsInMemory(sql);
            readsPastOthers(sql);
            readsLittle(sql, DeliveryStore.READY, sql.array("int8", first), sql.array("int8", first));
            readsLittle(
                    sql,
                    "SELECT " + DeliveryStore.BEHIND
                            + " FROM (SELECT 'user-' || i, i + ? FROM generate_series(1, ?) AS i) AS due(conversation, id)",
                    ROWS,
                    BATCH);
            completes(sql, first);
            readsLittle(sql, "DELETE FROM delivery WHERE tenant_id = ? AND delivery_id = ?", "tenant-1", "dlv-1");
            parks(sql);
        });
    }

    private static List<Long> first(Sql sql) throws SQLException {
        return sql.list("SELECT id FROM delivery ORDER BY id LIMIT ?", row -> row.longValue("id"), BATCH);
    }

    private static void readsPastWhatIsInMemory(Sql sql) throws SQLException {
        sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
        Leases look = look(new HashSet<>(first(sql)), Set.of(), "");
        List<String> read = readsLittle(sql, DeliveryStore.READ, DeliveryStore.read(sql, look, BATCH));
        // Each row is looked up among the lanes and among what is in memory, each project among those that have
        // enough: none is compared with all of them.
        assertThat(read).filteredOn(line -> line.contains("hashed SubPlan")).hasSize(2);
        List<String> readOf = readsLittle(sql, DeliveryStore.READ_OF, DeliveryStore.readOf(sql, SOME, look, BATCH));
        assertThat(readOf).filteredOn(line -> line.contains("hashed SubPlan")).hasSize(1);
    }

    /// Where most projects have enough in memory, the look goes from each to the next and past no row of theirs.
    private static void readsPastOthers(Sql sql) throws SQLException {
        Set<String> full = IntStream.range(0, TENANTS - 1)
                .mapToObj(i -> "tenant-" + i + "|1")
                .collect(Collectors.toSet());
        List<String> rest =
                readsLittle(sql, DeliveryStore.READ, DeliveryStore.read(sql, look(Set.of(), full, ""), BATCH));
        assertThat(rest.getFirst()).matches(".*rows=[1-9].*");

        List<WorkItem<Delivery>> behind =
                ingress.bean(DeliveryStore.class).read(look(Set.of(), Set.of(), "tenant-5|1"), BATCH);
        assertThat(behind).first().extracting(WorkItem::tenantId).isEqualTo("tenant-50|1");
        assertThat(ingress.bean(DeliveryStore.class).read(look(Set.of(), Set.of(), 1, ""), BATCH))
                .extracting(WorkItem::tenantId)
                .doesNotHaveDuplicates();
        assertThat(ingress.bean(DeliveryStore.class).readOf(SOME, look(Set.of(), Set.of(), 2, ""), BATCH))
                .extracting(WorkItem::tenantId)
                .containsExactlyInAnyOrder("tenant-5|1", "tenant-5|1", "tenant-7|1", "tenant-7|1");
    }

    private static Leases look(Set<Long> taken, Set<String> full, String after) {
        return look(taken, full, BATCH, after);
    }

    private static Leases look(Set<Long> taken, Set<String> full, int each, String after) {
        Map<Integer, Long> epochs = IntStream.range(FIRST_LANE, FIRST_LANE + LANES)
                .boxed()
                .collect(Collectors.toMap(lane -> lane, lane -> 1L));
        return new Leases(epochs, taken, full, each, after);
    }

    private static void parks(Sql sql) throws SQLException {
        readsLittle(sql, ParkedStore.QUEUES);
        List<String> released = readsLittle(sql, ParkedStore.RELEASE, "tenant-1", "off", BATCH);
        assertThat(released.stream().filter(line -> line.contains("CTE Scan on gone")))
                .singleElement(STRING)
                .contains("rows=" + BATCH + ".");
        // The last of their conversations: nothing is behind them.
        List<WorkItem<Delivery>> last = sql.list(
                "SELECT id, lane, conversation FROM delivery ORDER BY id DESC LIMIT ?",
                row -> item(row.longValue("id"), row.intValue("lane"), row.string("conversation")),
                BATCH);
        List<Completion<Delivery, Tried>> batch = last.stream()
                .map(item -> new Completion<>(item, 1, (Tried) new Tried.Parked(null, "off")))
                .toList();
        List<String> parked = readsLittle(sql, ParkedStore.PARK, ParkedStore.parked(sql, batch));
        assertThat(parked.getFirst()).contains("rows=" + BATCH + ".");
    }

    private static void completes(Sql sql, List<Long> ids) throws SQLException {
        List<String> plan = readsLittle(sql, DeliveryStore.COMPLETE, completed(sql, ids));

        // What was found is what was asked for: else there would be little to read.
        assertThat(plan.getFirst()).contains("rows=" + ids.size() + ".");
    }

    /// Every second one arrived, the others are tried again.
    private static Object[] completed(Sql sql, List<Long> ids) throws SQLException {
        return DeliveryStore.completed(
                sql,
                ids.stream()
                        .map(id -> new Completion<>(item(id), 1, result(id)))
                        .toList());
    }

    private static Tried result(long id) {
        return id % 2 == 0 ? new Tried.Done(200) : new Tried.Again(Duration.ZERO, 503, "X");
    }

    private static Object[] readAll(Sql sql) throws SQLException {
        return DeliveryStore.read(sql, look(Set.of(), Set.of(), ""), BATCH);
    }

    private static WorkItem<Delivery> item(long id) {
        return item(id, FIRST_LANE + (int) (id % LANES), "user");
    }

    private static WorkItem<Delivery> item(long id, int lane, String conversation) {
        var delivery = new Delivery("dlv-" + id, "tenant", "main", "bod", "evt", "1", null, false);
        return new WorkItem<>(id, lane, conversation, "tenant|1", 0, delivery);
    }

    private static List<String> readsLittle(Sql sql, String statement, Object... arguments) throws SQLException {
        return Plans.readsLittle(sql, BLOCKS, statement, arguments);
    }
}
