package dev.waypost.send.dispatch;

import dev.waypost.lanes.DaySpan;
import dev.waypost.lanes.LaneSql;
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
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A day begins with empty tables, and statements that are asked often keep the plans that they got for them.
@DisplayNameGeneration(ReplaceUnderscores.class)
class NewDayPlansTest {
    private static final int ROWS = 50_000;
    private static final int BATCH = 50;
    /// A few blocks for each index and table that a row is in. All rows of the day are more, by each way to read them.
    private static final int BLOCKS = 40 * BATCH;

    private static final List<WorkItem<QueuedMessage>> NONE = List.of();
    private static final List<WorkItem<QueuedMessage>> SOME = LongStream.rangeClosed(ROWS / 2 + 1, ROWS / 2 + BATCH)
            .mapToObj(MessageRows::item)
            .toList();

    private static ServiceUnderTest send;

    @BeforeAll
    static void start() {
        send = ServiceUnderTest.start(
                "send", Map.of("waypost.db.url", Backends.freshDatabase(), "waypost.send.dispatch.poll", "60s"));
        send.bean(Db.class).run(MessageRows::lease);
    }

    @AfterAll
    static void stop() {
        send.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 200, 1_000})
    void a_batch_reads_no_more_than_its_rows_whatever_the_day_held_when_it_was_planned(int first) {
        send.bean(Db.class).run(sql -> {
            Plans.empty(sql, "message, pending");
            readLittle(sql, first);
        });
    }

    private static void readLittle(Sql sql, int first) throws SQLException {
        MessageRows.write(sql, 1, first, null, "msg_");
        var begin = Plans.Kept.of(sql, DispatchStore.BEGIN, begun(sql, NONE));
        var ready = Plans.Kept.of(sql, DispatchStore.READY, ready(sql, NONE));
        var lock = Plans.Kept.of(sql, DaySpan.within(ResultStore.LOCK, List.of(MessageRows.TODAY)), locked(sql, NONE));
        var write =
                Plans.Kept.of(sql, DaySpan.within(ResultStore.WRITE, List.of(MessageRows.TODAY)), written(sql, NONE));
        sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
        var due = Plans.Kept.of(sql, DueStore.IN_DUE_ORDER, due(sql));
        var byTenant = Plans.Kept.of(sql, DueStore.BY_TENANT, byTenant(sql));

        MessageRows.write(sql, first + 1, ROWS, null, "msg_");

        due.readsLittle(sql, BLOCKS, due(sql));
        byTenant.readsLittle(sql, BLOCKS, byTenant(sql));
        ready.readsLittle(sql, BLOCKS, ready(sql, SOME));
        begin.readsLittle(sql, BLOCKS, begun(sql, SOME));
        lock.readsLittle(sql, BLOCKS, locked(sql, SOME));
        write.readsLittle(sql, BLOCKS, written(sql, SOME));
    }

    private static Object[] due(Sql sql) throws SQLException {
        return DueStore.inDueOrder(sql, MessageRows.look(Set.of(), Set.of()), BATCH);
    }

    private static Object[] byTenant(Sql sql) throws SQLException {
        return DueStore.byTenant(sql, MessageRows.look(Set.of(), Set.of()), "", BATCH);
    }

    private static Object[] ready(Sql sql, List<WorkItem<QueuedMessage>> items) throws SQLException {
        var ids = new HashSet<>(items.stream().map(WorkItem::id).toList());
        return new Object[] {sql.array("int8", ids), sql.array("int8", ids)};
    }

    private static Object[] begun(Sql sql, List<WorkItem<QueuedMessage>> items) throws SQLException {
        return DispatchStore.begun(sql, MessageRows.begins(items));
    }

    private static Object[] locked(Sql sql, List<WorkItem<QueuedMessage>> items) throws SQLException {
        return ResultStore.locked(sql, MessageRows.tried(items), MessageRows.TODAY);
    }

    private static Object[] written(Sql sql, List<WorkItem<QueuedMessage>> items) throws SQLException {
        return ResultStore.written(sql, MessageRows.turns(MessageRows.tried(items)), MessageRows.TODAY);
    }
}
