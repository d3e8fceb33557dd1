package dev.waypost.send.dispatch;

import static dev.waypost.testkit.Plans.asksNoIndexFor;

import dev.waypost.lanes.Leases;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Where hardly anything waits, all plans look alike, and whichever is made is kept until the queue is full again. So
/// there must be one only: without the index of conversations nothing else answers what stands before a message.
class DispatchOneIndexTest {
    private static final String WITHOUT_CONVERSATION = "(\\bturn <|due_time >[^=])";

    @Test
    void what_stands_before_a_message_is_never_looked_for_by_its_time_or_number_alone() {
        try (var send = ServiceUnderTest.start("send", Map.of("waypost.db.url", Backends.freshDatabase()))) {
            Db db = send.bean(Db.class);
            db.run(sql -> {
                sql.update("DROP INDEX pending_order");
                Object one = sql.array("int8", List.of(1L));
                var leases = new Leases(Map.of(1, 1L), Set.of(), Set.of(), 50, "");
                asksNoIndexFor(sql, WITHOUT_CONVERSATION, DueStore.IN_DUE_ORDER, DueStore.inDueOrder(sql, leases, 50));
                asksNoIndexFor(sql, WITHOUT_CONVERSATION, DueStore.BY_TENANT, DueStore.byTenant(sql, leases, "", 50));
                asksNoIndexFor(
                        sql,
                        WITHOUT_CONVERSATION,
                        DueStore.OF_TENANTS,
                        DueStore.ofTenants(sql, List.of("tenant"), leases, 50));
                asksNoIndexFor(sql, WITHOUT_CONVERSATION, DispatchStore.READY, one, one);
            });
        }
    }
}
