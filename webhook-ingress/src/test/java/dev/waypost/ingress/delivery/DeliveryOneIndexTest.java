package dev.waypost.ingress.delivery;

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
/// there must be one only: without the index of conversations nothing else answers what stands before a delivery.
class DeliveryOneIndexTest {
    private static final String WITHOUT_CONVERSATION = "\\b(turn|id) [<>]";

    @Test
    void what_stands_before_a_delivery_is_never_looked_for_by_its_number_alone() {
        try (var ingress = ServiceUnderTest.start("ingress", Map.of("waypost.db.url", Backends.freshDatabase()))) {
            Db db = ingress.bean(Db.class);
            db.run(sql -> {
                sql.update("DROP INDEX delivery_order");
                sql.update("DROP INDEX parked_order");
                Object one = sql.array("int8", List.of(1L));
                var leases = new Leases(Map.of(1, 1L), Set.of(), Set.of(), 50, "");
                asksNoIndexFor(
                        sql,
                        WITHOUT_CONVERSATION,
                        "SELECT " + DeliveryStore.BEHIND
                                + " FROM (VALUES ('user-1', 1::bigint)) AS due(conversation, id)");
                asksNoIndexFor(sql, WITHOUT_CONVERSATION, DeliveryStore.READY, one, one);
                asksNoIndexFor(sql, WITHOUT_CONVERSATION, DeliveryStore.READ, DeliveryStore.read(sql, leases, 50));
                asksNoIndexFor(
                        sql,
                        WITHOUT_CONVERSATION,
                        DeliveryStore.READ_OF,
                        DeliveryStore.readOf(sql, List.of("tenant|1"), leases, 50));
                asksNoIndexFor(sql, WITHOUT_CONVERSATION, ParkedStore.PARK, ParkedStore.parked(sql, List.of()));
            });
        }
    }
}
