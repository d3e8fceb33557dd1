package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.JobTable.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaneWorkerTest {
    private static final LaneSettings QUICK =
            LaneSettings.defaults().withPoll(Duration.ofMillis(20)).withErrorPause(Duration.ofMillis(50));
    private static final LeaseSettings SHORT = new LeaseSettings(Duration.ofSeconds(2), Duration.ofMillis(100));
    /// Renews only when told to: a process that stands still.
    private static final LeaseSettings FROZEN = new LeaseSettings(Duration.ofHours(2), Duration.ofHours(1));

    private final List<AutoCloseable> opened = new ArrayList<>();
    private JobTable table = JobTable.create();

    @BeforeEach
    void fresh() {
        opened.add(table);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable thing : opened.reversed()) {
            thing.close();
        }
    }

    /// A machine with much else to do is slow, not wrong.
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private LaneWorker<String, Outcome> worker(
            JobTable jobs, LeaseSettings lease, LaneSettings settings, Function<WorkItem<String>, Outcome> handler) {
        return worker(jobs, lease, settings, handler, Turns.unbounded());
    }

    private LaneWorker<String, Outcome> worker(
            JobTable jobs,
            LeaseSettings lease,
            LaneSettings settings,
            Function<WorkItem<String>, Outcome> handler,
            Turns turns) {
        var worker = new LaneWorker<>("jobs", jobs, new LaneLeases("jobs", jobs.db(), lease), handler, settings, turns);
        opened.add(worker);
        worker.start();
        return worker;
    }

    private void awaitDrained() {
        await().until(() -> table.pending() == 0);
    }

    private static void assertInOrder(Map<String, List<Long>> seen) {
        assertThat(seen)
                .allSatisfy((conversation, ids) -> assertThat(ids).isSorted().doesNotHaveDuplicates());
    }

    private static Function<WorkItem<String>, Outcome> recording(Map<String, List<Long>> seen) {
        return item -> {
            seen.computeIfAbsent(item.conversation(), c -> new CopyOnWriteArrayList<>())
                    .add(item.id());
            return Outcome.done("one");
        };
    }

    @Test
    void a_conversation_is_worked_in_order_while_rows_come_offered_and_unoffered() throws Exception {
        Map<String, List<Long>> seen = new ConcurrentHashMap<>();
        var worker = worker(table, SHORT, QUICK, recording(seen));
        var writers = new ArrayList<Thread>();
        for (int w = 0; w < 4; w++) {
            var random = new Random(w);
            int writer = w;
            writers.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 150; i++) {
                    // Each conversation has one writer, so that its order is known.
                    var offer = table.addOffer(
                            "t" + random.nextInt(3), "c" + writer + "-" + random.nextInt(4), random.nextInt(3) > 0);
                    if (random.nextInt(4) > 0) {
                        worker.offer(List.of(offer));
                    }
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        awaitDrained();
        assertThat(seen.values().stream().mapToInt(List::size).sum()).isEqualTo(600);
        assertInOrder(seen);
    }

    @Test
    void a_paused_worker_whose_lanes_were_taken_over_changes_nothing() throws Exception {
        var item = table.add("t", "c");
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        opened.add(goOn::countDown);
        var calls = new AtomicInteger();
        var zombie = worker(table, FROZEN, QUICK, i -> {
            calls.incrementAndGet();
            begun.countDown();
            awaitUninterrupted(goOn);
            return Outcome.done("zombie");
        });
        begun.await();
        var follower = table.add("t", "c");
        await().until(() -> zombie.inMemory() == 2);
        table.expireLeases();
        var second = table.again();
        opened.add(second);
        var seen = new CopyOnWriteArrayList<Long>();
        var hold = new CountDownLatch(1);
        opened.add(hold::countDown);
        worker(second, SHORT, QUICK, i -> {
            seen.add(i.id());
            awaitUninterrupted(hold);
            return Outcome.done("successor");
        });
        await().until(() -> seen.contains(item.id()));
        goOn.countDown();
        await().until(() -> zombie.inMemory() == 0);
        assertThat(table.doneBy(item.id())).isEmpty();
        hold.countDown();
        awaitDrained();
        assertThat(seen).containsExactly(item.id(), follower.id());
        assertThat(table.doneBy(item.id())).contains("successor");
        assertThat(calls).hasValue(1);
    }

    @Test
    void two_workers_share_the_lanes_and_the_one_left_takes_over() {
        Map<String, List<Long>> seen = new ConcurrentHashMap<>();
        var by = ConcurrentHashMap.<String>newKeySet();
        var first = worker(table, SHORT, QUICK, item -> {
            by.add("first");
            return recording(seen).apply(item);
        });
        var other = table.again();
        opened.add(other);
        worker(other, SHORT, QUICK, item -> {
            by.add("second");
            return recording(seen).apply(item);
        });
        await().until(() -> ownedLanes().equals(List.of(512L, 512L)));
        table.addMany("t", 50, 4);
        awaitDrained();
        assertThat(by).containsExactlyInAnyOrder("first", "second");
        first.close();
        await().until(() -> ownedLanes().equals(List.of(1024L)));
        table.addMany("u", 50, 4);
        awaitDrained();
        assertInOrder(seen);
    }

    private List<Long> ownedLanes() {
        return table.db()
                .read(sql -> sql.list(
                        "SELECT count(*) AS n FROM lane WHERE owner IS NOT NULL GROUP BY owner",
                        row -> row.longValue("n")));
    }

    @Test
    void what_a_dead_worker_left_is_done_by_the_next() {
        table.addMany("t", 5, 3);
        var dead = new LaneLeases("jobs", table.db(), FROZEN);
        dead.runOnce();
        assertThat(dead.held()).hasSize(LaneKey.LANES);
        Map<String, List<Long>> seen = new ConcurrentHashMap<>();
        worker(table, SHORT, QUICK, recording(seen));
        table.expireLeases();
        awaitDrained();
        assertInOrder(seen);
    }

    @Test
    void a_retry_keeps_its_conversation_waiting_and_nobody_else() {
        var failing = table.add("t", "slow");
        var behind = table.add("t", "slow");
        var other = table.add("t", "other");
        var seen = new CopyOnWriteArrayList<Long>();
        var worker = worker(table, SHORT, QUICK, item -> {
            seen.add(item.id());
            return item.id() == failing.id() && item.attempts() < 2
                    ? new Outcome("one", Duration.ofMillis(60))
                    : Outcome.done("one");
        });
        Stream.of(failing, behind, other).forEach(item -> worker.offer(List.of(new Offer<>(item, Behind.UNKNOWN))));
        awaitDrained();
        assertThat(seen.stream().filter(id -> id != other.id()))
                .containsExactly(failing.id(), failing.id(), failing.id(), behind.id());
        assertThat(seen.indexOf(other.id())).isLessThan(seen.lastIndexOf(failing.id()));
    }

    @Test
    void a_handler_that_throws_is_called_again_before_anything_behind_it() {
        var first = table.add("t", "c");
        var second = table.add("t", "c");
        var seen = new CopyOnWriteArrayList<Long>();
        worker(table, SHORT, QUICK, item -> {
            seen.add(item.id());
            if (seen.size() == 1) {
                throw new IllegalStateException("broken once");
            }
            return Outcome.done("one");
        });
        awaitDrained();
        assertThat(seen).containsExactly(first.id(), first.id(), second.id());
    }

    @Test
    void a_result_that_cannot_be_written_is_written_later_and_nothing_behind_it_begins_before() {
        table.refuseResults(2);
        var first = table.add("t", "c");
        var second = table.add("t", "c");
        var seen = new CopyOnWriteArrayList<Long>();
        var worker = worker(table, SHORT, QUICK, item -> {
            seen.add(item.id());
            return Outcome.done("one");
        });
        awaitDrained();
        assertThat(seen).containsExactly(first.id(), second.id());
        await().until(() -> worker.running() == 0);
        assertThat(worker.refused()).isZero();
    }

    @Test
    void a_place_is_free_while_the_result_is_still_written() {
        var first = table.add("t", "c");
        var other = table.add("t", "other");
        var seen = new CopyOnWriteArrayList<Long>();
        table.db().run(sql -> {
            sql.list("SELECT FROM job WHERE id = ? FOR UPDATE", row -> true, first.id());
            worker(table, SHORT, QUICK.withInFlight(1, 1), item -> {
                seen.add(item.id());
                return Outcome.done("one");
            });
            await().until(() -> seen.contains(other.id()));
        });
        awaitDrained();
        assertThat(seen).containsExactly(first.id(), other.id());
    }

    @Test
    void a_tenant_with_a_backlog_does_not_keep_another_waiting() {
        table.addMany("big", 400, 5);
        var settings = QUICK.withInFlight(4, 4).withBacklog(400, 50);
        var order = new CopyOnWriteArrayList<String>();
        worker(table, SHORT, settings, item -> {
            order.add(item.tenantId());
            if (order.size() == 100) {
                table.addMany("small", 3, 1);
            }
            return Outcome.done("one");
        });
        awaitDrained();
        assertThat(order).hasSize(2003);
        assertThat(order.lastIndexOf("small")).isLessThan(1000);
    }

    @Test
    void offers_of_a_tenant_whose_work_goes_nowhere_leave_room_for_others() {
        var hold = new CountDownLatch(1);
        opened.add(hold::countDown);
        var done = new CopyOnWriteArrayList<String>();
        var worker = worker(table, SHORT, QUICK.withInFlight(4, 1).withBacklog(100, 20), item -> {
            if (item.tenantId().equals("stuck")) {
                awaitUninterrupted(hold);
            }
            done.add(item.tenantId());
            return Outcome.done("one");
        });
        for (int i = 0; i < 300; i++) {
            worker.offer(List.of(table.addOffer("stuck", "stuck-" + i, true)));
        }

        worker.offer(List.of(table.addOffer("other", "other", true)));

        await().until(() -> done.contains("other"));
        assertThat(worker.inMemory()).isLessThan(100);
        hold.countDown();
        awaitDrained();
        assertThat(done).hasSize(301);
    }

    @Test
    void tenants_whose_work_goes_nowhere_share_the_memory_among_themselves() {
        var hold = new CountDownLatch(1);
        opened.add(hold::countDown);
        for (int i = 0; i < 20; i++) {
            table.addMany("stuck-" + i, 1, 60);
        }
        var done = new CopyOnWriteArrayList<String>();
        var worker = worker(table, SHORT, QUICK.withInFlight(64, 1).withBacklog(100, 50), item -> {
            if (item.tenantId().startsWith("stuck")) {
                awaitUninterrupted(hold);
            }
            done.add(item.tenantId());
            return Outcome.done("one");
        });
        await().until(() -> worker.running() == 20);

        table.addMany("other", 5, 20);
        for (int i = 0; i < 50; i++) {
            worker.offer(List.of(table.addOffer("other", "offered-" + i, true)));
        }

        await().until(() -> done.size() == 150);
        assertThat(done).containsOnly("other");
        hold.countDown();
        awaitDrained();
    }

    @Test
    void a_tenant_that_may_not_begin_for_long_leaves_the_memory_until_it_may() {
        var open = new AtomicBoolean();
        var seen = new ConcurrentHashMap<String, List<Long>>();
        for (int i = 0; i < 10; i++) {
            table.addMany("dead-" + i, 10, 5);
        }
        var settings = QUICK.withBacklog(200, 100);
        long aWhile = settings.poll().toNanos() * 6;
        var worker = worker(
                table,
                SHORT,
                settings,
                recording(seen),
                (tenant, running) -> tenant.startsWith("dead") && !open.get() ? aWhile : Turns.NOW);
        table.addMany("other", 100, 5);

        await().until(() -> seen.size() == 100);
        await().until(() -> worker.inMemory() == 0);
        worker.offer(List.of(table.addOffer("dead-1", "dead-1/offered", true)));

        open.set(true);
        awaitDrained();
        assertThat(seen).hasSize(201);
        assertInOrder(seen);
    }

    @Test
    void a_row_that_commits_after_a_later_one_is_not_passed_over() throws Exception {
        Map<String, List<Long>> seen = new ConcurrentHashMap<>();
        worker(table, SHORT, QUICK, recording(seen));
        try (var slow = table.again()) {
            slow.db().run(sql -> {
                sql.update(
                        "INSERT INTO job (lane, conversation, tenant_id) VALUES (?, 'late', 't')",
                        LaneKey.laneOf("late"));
                var early = table.add("t", "early");
                await().until(() -> table.doneBy(early.id()).isPresent());
            });
        }
        awaitDrained();
        assertThat(seen).containsKeys("late", "early");
    }

    @Test
    void closing_writes_the_results_of_what_runs() {
        var ids = IntStream.range(0, 20).mapToObj(i -> table.add("t", "c" + i)).toList();
        var begun = new CountDownLatch(20);
        var worker = worker(table, SHORT, QUICK, item -> {
            begun.countDown();
            awaitUninterrupted(begun);
            return Outcome.done("one");
        });
        awaitUninterrupted(begun);
        worker.close();
        assertThat(ids).allSatisfy(item -> assertThat(table.doneBy(item.id())).contains("one"));
        assertThat(ownedLanes()).isEmpty();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
