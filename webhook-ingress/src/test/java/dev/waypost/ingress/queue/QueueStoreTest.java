package dev.waypost.ingress.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.ingress.delivery.ProjectWorker;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class QueueStoreTest {
    private static ServiceUnderTest ingress;
    private static QueueStore store;

    @BeforeAll
    static void start() {
        ingress = ServiceUnderTest.start("ingress", Map.of("waypost.db.url", Backends.freshDatabase()));
        ingress.bean(ProjectWorker.class).close();
        store = ingress.bean(QueueStore.class);
        Db db = ingress.bean(Db.class);
        db.run(sql -> {
            sql.update("""
                    INSERT INTO stopped (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, destination, conversation,
                      lane, state, attempts, created_at)
                    SELECT i, 'salon-' || i % 2, 'd-' || i, 'e', 'main', 'b', CASE WHEN i <= 6 THEN 'shop' ELSE '@send' END, 'c', 1,
                      CASE WHEN i IN (1, 2, 3, 7) THEN 'DEAD' ELSE 'DISCARDED' END, 1, now() FROM generate_series(1, 9) i""");
            sql.update("""
                    INSERT INTO parked (id, tenant_id, delivery_id, event_id, endpoint_id, body_id, destination, conversation,
                      lane, attempts, single, created_at)
                    SELECT i, 'salon-' || i % 2, 'd-' || i, 'e', 'main', 'b', 'away', 'c', 1, 1, false, now() - (6 - i) * interval '1 hour'
                    FROM generate_series(1, 5) i""");
        });
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void what_was_discarded_is_not_dead() {
        assertThat(store.dead()).isEqualTo(4);
        assertThat(depth(null, "projects").dead()).isEqualTo(3);
        assertThat(depth(null, "receipts").dead()).isEqualTo(1);
        assertThat(depth(Set.of("salon-1"), "projects").dead()).isEqualTo(2);
        assertThat(depth(Set.of("salon-0"), "receipts").dead()).isZero();
    }

    @Test
    void what_is_parked_is_counted_for_those_who_are_asked_about() {
        assertThat(depth(null, "parked").pending()).isEqualTo(5);
        assertThat(depth(Set.of("salon-0"), "parked").pending()).isEqualTo(2);
        assertThat(depth(Set.of("salon-0"), "parked").retrying()).isEqualTo(2);
        assertThat(depth(Set.of("salon-0"), "parked").oldest()).isGreaterThan(Duration.ofHours(4));
        assertThat(depth(Set.of("salon-0"), "parked").oldest()).isLessThan(Duration.ofMinutes(270));
        assertThat(depth(Set.of("nobody"), "parked").pending()).isZero();
        assertThat(store.oldestParked()).isGreaterThan(Duration.ofHours(5));
    }

    private static QueueDepth depth(@Nullable Set<String> tenants, String queue) {
        return store.depths(tenants).stream()
                .filter(one -> one.name().equals(queue))
                .findFirst()
                .orElseThrow();
    }
}
