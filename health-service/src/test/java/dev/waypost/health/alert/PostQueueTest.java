package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.LaneKey;
import dev.waypost.lanes.Leases;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a look at the posts finds; each test has webhooks of its own.
class PostQueueTest {
    private static ServiceUnderTest health;
    private static PostStore store;

    private final String webhook = Fixtures.id("webhook");
    private final String other = Fixtures.id("webhook");
    private final List<Long> ids = post(webhook, 3);

    @BeforeAll
    static void start() {
        health = ServiceUnderTest.start(
                "health", Map.of("waypost.db.url", Backends.freshDatabase(), "waypost.health.alert.enabled", "false"));
        store = health.bean(PostStore.class);
    }

    @AfterAll
    static void stop() {
        health.close();
    }

    @Test
    void posts_that_are_in_memory_are_left_out() {
        assertThat(found(leases(Set.of(), 100))).isEqualTo(ids);
        assertThat(found(leases(Set.of(ids.getFirst()), 100))).isEqualTo(ids.subList(1, 3));
    }

    @Test
    void nothing_is_found_behind_a_post_that_waits() {
        later(ids.get(1));

        assertThat(found(leases(Set.of(), 100))).containsExactly(ids.getFirst());
    }

    @Test
    void a_lane_of_somebody_else_is_left_alone() {
        int lane = LaneKey.laneOf(webhook) + 1;

        assertThat(found(new Leases(Map.of(lane, 1L), Set.of(), Set.of(), 100, "")))
                .isEmpty();
    }

    @Test
    void a_look_at_some_webhooks_finds_no_more_of_each_than_there_is_room_for() {
        List<Long> others = post(other, 3);

        assertThat(store.readOf(List.of(webhook, other), leases(Set.of(), 2), 100))
                .extracting(WorkItem::id)
                .containsExactlyInAnyOrder(ids.get(0), ids.get(1), others.get(0), others.get(1));
        assertThat(store.readOf(List.of(other), leases(Set.of(), 2), 1))
                .extracting(WorkItem::id)
                .containsExactly(others.getFirst());
    }

    /// Whether everybody's are looked for or this webhook's alone.
    private List<Long> found(Leases leases) {
        List<Long> found = store.read(leases, 1_000).stream()
                .filter(item -> item.conversation().equals(webhook))
                .map(WorkItem::id)
                .toList();
        assertThat(store.readOf(List.of(webhook), leases, 1_000))
                .extracting(WorkItem::id)
                .isEqualTo(found);
        return found;
    }

    private Leases leases(Set<Long> taken, int each) {
        return new Leases(Map.of(LaneKey.laneOf(webhook), 1L, LaneKey.laneOf(other), 1L), taken, Set.of(), each, "");
    }

    private static List<Long> post(String webhook, int count) {
        String tenant = Fixtures.tenantId();
        Db db = health.bean(Db.class);
        db.run(sql -> store.add(
                sql,
                IntStream.range(0, count)
                        .mapToObj(i -> new Post(tenant, tenant, webhook, Fixtures.id("post"), new byte[0]))
                        .toList()));
        return db.read(sql -> sql.list(
                "SELECT id FROM alert_post WHERE conversation = ? ORDER BY id", row -> row.longValue("id"), webhook));
    }

    private static void later(long id) {
        health.bean(Db.class)
                .run(sql -> sql.update("UPDATE alert_post SET due_at = now() + interval '1 hour' WHERE id = ?", id));
    }
}
