package dev.waypost.send.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.DaySpan;
import dev.waypost.lanes.LaneSql;
import dev.waypost.lanes.Leases;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.send.message.QueuedMessage;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Plans;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.SQLException;
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

/// How much PostgreSQL reads for a batch of messages while a million wait, whatever its statistics say: the tables may
/// have been analysed while they were empty, or full.
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestMethodOrder(OrderAnnotation.class)
class DispatchPlansTest {
    private static final int ROWS = 1_000_000;
    private static final int PART = 50_000;
    private static final int BATCH = 50;
    /// Fifty rows, each found in indexes of a few levels and taken from tables with more indexes. A plan that reads a
    /// whole index touches thousands.
    private static final int BLOCKS = 80 * BATCH;
    private static ServiceUnderTest send;
    private static Db db;

    @BeforeAll
    static void start() {
        send = ServiceUnderTest.start(
                "send", Map.of("waypost.db.url", Backends.freshDatabase(), "waypost.send.dispatch.poll", "60s"));
        db = send.bean(Db.class);
        db.run(MessageRows::lease);
    }

    @AfterAll
    static void stop() {
        send.close();
    }

    @Test
    @Order(1)
    void a_million_wait_where_statistics_know_empty_tables() {
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

    /// Nearly all that is due waits for tenants that have enough in memory: what is due of another is found past it.
    @Test
    @Order(3)
    void a_million_wait_for_tenants_over_their_limit_and_few_for_another() {
        Set<String> full = IntStream.range(0, 100).mapToObj(i -> "tenant-" + i).collect(Collectors.toSet());
        db.run(sql -> MessageRows.write(sql, ROWS + 1, ROWS + BATCH, "tenant-late", "late_"));
        var store = new DueStore(db);

        assertThat(store.read(MessageRows.look(Set.of(), full), BATCH)).isEmpty();
        assertThat(store.read(MessageRows.look(Set.of(), full), BATCH))
                .hasSize(BATCH)
                .allMatch(item -> item.tenantId().equals("tenant-late"));
        db.run(sql -> {
            sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
            readsLittle(
                    sql,
                    BATCH,
                    DueStore.BY_TENANT,
                    DueStore.byTenant(sql, MessageRows.look(Set.of(), full), "", BATCH));
            sql.update("DELETE FROM message WHERE tenant_id = 'tenant-late'");
        });
    }

    @Test
    @Order(4)
    void a_million_wait_for_later_and_few_are_due() {
        db.run(sql -> sql.update("TRUNCATE pending"));
        parts((from, until) -> db.run(sql -> sql.update("""
                INSERT INTO pending (id, tenant_id, message_id, day, conversation, lane, send_at, due_time, expire_time)
                SELECT id, tenant_id, message_id, day, conversation, lane, later, coalesce(later, now()), expire_time
                FROM message, LATERAL (SELECT CASE WHEN id < ? THEN now() + interval '1 hour' END AS later) AS l
                WHERE message_id = ANY(ARRAY(SELECT 'msg_' || i FROM generate_series(?, ?) AS i))""", ROWS - 500, from, until)));

        everyStatementReadsLittle();
        db.run(sql -> {
            List<String> main = List.of("main", RouteWaitPolicy.NO_ROUTE);
            readsLittle(sql, 1, RouteWaitStore.RELEASE, RouteWaitStore.release(sql, "tenant-1", null, 0, main));
            readsLittle(sql, 0, RouteWaitStore.WAITING, RouteWaitStore.waiting(sql));
        });
    }

    @Test
    @Order(5)
    void few_wait_where_statistics_know_a_million() {
        db.run(sql -> sql.update("DELETE FROM pending WHERE due_time > now()"));

        everyStatementReadsLittle();
    }

    private static void analyse() {
        db.statement(sql -> sql.update("VACUUM ANALYZE pending, message, message_attempt, message_status"));
    }

    private static void fill() {
        parts((from, until) -> db.run(sql -> MessageRows.write(sql, from, until, null, "msg_")));
    }

    /// A machine that is busy must not run into the time that a statement may take.
    private static void parts(IntBiConsumer work) {
        for (int from = 1; from <= ROWS; from += PART) {
            work.accept(from, from + PART - 1);
        }
    }

    private interface IntBiConsumer {
        void accept(int from, int until);
    }

    private static void everyStatementReadsLittle() {
        db.run(sql -> {
            List<Long> first =
                    sql.list("SELECT id FROM pending ORDER BY due_time, id LIMIT ?", row -> row.longValue("id"), BATCH);
            List<WorkItem<QueuedMessage>> items =
                    first.stream().map(MessageRows::item).toList();
            finds(sql, MessageRows.look(new HashSet<>(first), Set.of()));
            readsLittle(sql, BATCH, DispatchStore.READY, sql.array("int8", first), sql.array("int8", first));
            readsLittle(sql, BATCH, DispatchStore.BEGIN, DispatchStore.begun(sql, MessageRows.begins(items)));
            completes(sql, items);
            readsLittle(
                    sql,
                    1,
                    "SELECT * FROM message_now WHERE message_id = ? AND day = ?::date",
                    "msg_77",
                    MessageRows.TODAY.toString());
            readsLittle(
                    sql,
                    BATCH,
                    "SELECT * FROM message_now WHERE tenant_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                    "tenant-1",
                    500_000,
                    BATCH);
        });
    }

    /// Whichever way is gone. Each row is looked up among the lanes and among what is in memory, not compared with all.
    private static void finds(Sql sql, Leases look) throws SQLException {
        sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
        List<String> due = readsLittle(sql, BATCH, DueStore.IN_DUE_ORDER, DueStore.inDueOrder(sql, look, BATCH));
        assertThat(due).filteredOn(line -> line.contains("hashed SubPlan")).hasSize(2);
        List<String> byTenant = readsLittle(sql, BATCH, DueStore.BY_TENANT, DueStore.byTenant(sql, look, "", BATCH));
        assertThat(byTenant).filteredOn(line -> line.contains("hashed SubPlan")).hasSize(3);
        List<String> tenants =
                sql.list("SELECT DISTINCT tenant_id FROM pending LIMIT ?", row -> row.string("tenant_id"), BATCH);
        List<String> ofTenants =
                readsLittle(sql, BATCH, DueStore.OF_TENANTS, DueStore.ofTenants(sql, tenants, look, BATCH));
        assertThat(ofTenants)
                .filteredOn(line -> line.contains("hashed SubPlan"))
                .hasSize(2);
        sql.list(
                "SELECT set_config('enable_bitmapscan', 'on', true), set_config('enable_sort', 'on', true)",
                row -> true);
    }

    private static void completes(Sql sql, List<WorkItem<QueuedMessage>> items) throws SQLException {
        var batch = MessageRows.tried(items);
        readsLittle(
                sql,
                BATCH,
                DaySpan.within(ResultStore.LOCK, List.of(MessageRows.TODAY)),
                ResultStore.locked(sql, batch, MessageRows.TODAY));
        readsLittle(
                sql,
                0,
                DaySpan.within(ResultStore.WRITE, List.of(MessageRows.TODAY)),
                ResultStore.written(sql, MessageRows.turns(batch), MessageRows.TODAY));
        // What was written is what was asked for: else there would be little to read.
        assertThat(sql.one(
                        "SELECT count(*) AS n FROM message m WHERE m.id = ANY(?) AND m.state = 'SENT'",
                        row -> row.longValue("n"),
                        sql.array("int8", items.stream().map(WorkItem::id).toList())))
                .contains(items.stream().filter(item -> item.id() % 2 == 0).count());
    }

    private static List<String> readsLittle(Sql sql, int rows, String statement, Object... arguments)
            throws SQLException {
        List<String> plan = Plans.readsLittle(sql, BLOCKS, statement, arguments);
        assertThat(plan.getFirst()).as(String.join("\n", plan)).contains("rows=" + rows + ".");
        return plan;
    }
}
