package dev.waypost.send.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.Leases;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Where hardly anything waits, all plans look alike, and whichever is made is kept until the queue is full again. So
/// there must be one only: without the index of conversations nothing else answers what stands before a message.
class OneIndexTest {
    @Test
    void what_stands_before_a_message_is_never_looked_for_by_its_time_or_number_alone() {
        try (var send = ServiceUnderTest.start("send", Map.of("waypost.db.url", Backends.freshDatabase()))) {
            Db db = send.bean(Db.class);
            db.run(sql -> {
                sql.update("DROP INDEX pending_order");
                Object one = sql.array("int8", List.of(1L));
                var leases = new Leases(Map.of(1, 1L), Set.of(), Set.of(), "");
                hasNoOther(sql, DueStore.IN_DUE_ORDER, DueStore.inDueOrder(sql, leases, 50));
                hasNoOther(sql, DueStore.BY_TENANT, DueStore.byTenant(sql, leases, "", 50));
                hasNoOther(sql, DispatchStore.READY, one, one);
            });
        }
    }

    private static void hasNoOther(Sql sql, String statement, @Nullable Object... arguments) throws SQLException {
        List<String> plan = sql.list("EXPLAIN " + statement, row -> row.string("QUERY PLAN"), arguments);
        assertThat(plan).noneMatch(line -> line.matches(".*Index Cond:.*(\\bturn <|due_time >[^=]).*"));
    }
}
