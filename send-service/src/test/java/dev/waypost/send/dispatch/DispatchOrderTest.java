package dev.waypost.send.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.Leases;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.db.Db;
import dev.waypost.send.message.QueuedMessage;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a look at the queue finds, whatever the order in which messages became due.
class DispatchOrderTest {
    /// Lanes of nobody in the service, which works meanwhile; each test has its own.
    private static final AtomicInteger LANES = new AtomicInteger(5_000);

    private static ServiceUnderTest send;
    private static Db db;
    private static DispatchStore store;

    private final int lane = LANES.incrementAndGet();
    private final String tenant = Fixtures.tenantId();
    private final String conversation = Fixtures.id("conversation");

    @BeforeAll
    static void start() {
        send = ServiceUnderTest.start(
                "send", Map.of("waypost.db.url", Backends.freshDatabase(), "waypost.send.dispatch.poll", "60s"));
        db = send.bean(Db.class);
        store = send.bean(DispatchStore.class);
    }

    @AfterAll
    static void stop() {
        send.close();
    }

    @Test
    void what_stands_behind_a_message_that_was_put_off_waits_until_it_is_gone() {
        long putOff = waits(-1, null);
        long second = waits(-5, null);
        long third = waits(0, null);

        assertThat(read(leases(Set.of()))).containsExactly(putOff);
        assertThat(read(leases(Set.of(putOff)))).isEmpty();
        gone(putOff);
        assertThat(read(leases(Set.of()))).containsExactly(second, third);
    }

    @Test
    void nothing_is_read_behind_a_message_that_waits_for_its_turn() {
        waits(3600, null);
        waits(0, null);

        assertThat(read(leases(Set.of()))).isEmpty();
    }

    @Test
    void a_message_that_waits_for_its_time_holds_nobody_up() {
        waits(3600, 3600);
        long now = waits(0, null);

        assertThat(read(leases(Set.of()))).containsExactly(now);
    }

    @Test
    void a_small_read_takes_the_first_of_a_conversation() {
        long first = waits(-2, null);
        waits(-1, null);
        waits(0, null);

        assertThat(store.read(leases(Set.of()), 1)).extracting(WorkItem::id).containsExactly(first);
    }

    @Test
    void a_look_at_some_tenants_finds_nothing_of_others_and_no_more_of_each_than_there_is_room_for() {
        long first = waits(-3, null);
        long second = waits(-2, null);
        waits(-1, null);
        var room = new Leases(Map.of(lane, 1L), Set.of(), Set.of(), 2, "");

        assertThat(ids(store.readOf(List.of(tenant), room, 100))).containsExactly(first, second);
        assertThat(store.readOf(List.of(Fixtures.tenantId()), room, 100)).isEmpty();
    }

    /// Whether everybody is looked for or this tenant alone.
    private List<Long> read(Leases leases) {
        List<Long> found = ids(store.read(leases, 100));
        assertThat(ids(store.readOf(List.of(tenant), leases, 100))).isEqualTo(found);
        return found;
    }

    private static List<Long> ids(List<WorkItem<QueuedMessage>> found) {
        return found.stream().map(WorkItem::id).toList();
    }

    private Leases leases(Set<Long> taken) {
        return new Leases(Map.of(lane, 1L), taken, Set.of(), Integer.MAX_VALUE, "");
    }

    private void gone(long id) {
        db.run(sql -> sql.update("DELETE FROM pending WHERE id = ?", id));
    }

    /// @param due seconds from now
    private long waits(int due, @Nullable Integer sendAt) {
        String messageId = Fixtures.id("msg");
        String day = LocalDate.now(ZoneOffset.UTC).toString();
        return db.tx(sql -> {
            long id = sql.list("""
                            INSERT INTO message (tenant_id, message_id, request_id, body_hash, recipient, conversation, lane, content,
                              due_time, expire_time, day)
                            VALUES (?, ?, ?, '', '+49', ?, ?, '', now(), now() + interval '1 day', ?::date) RETURNING id""", row -> row.longValue("id"), tenant, messageId, messageId, conversation, lane, day)
                    .getFirst();
            sql.update(
                    """
                    INSERT INTO pending (id, tenant_id, message_id, day, conversation, lane, send_at, due_time, expire_time)
                    VALUES (?, ?, ?, ?::date, ?, ?, now() + ?::int * interval '1 second', now() + ? * interval '1 second',
                      now() + interval '1 day')""",
                    id,
                    tenant,
                    messageId,
                    day,
                    conversation,
                    lane,
                    sendAt == null ? null : sendAt.toString(),
                    due);
            return id;
        });
    }
}
