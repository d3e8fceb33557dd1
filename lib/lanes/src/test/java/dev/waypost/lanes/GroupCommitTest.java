package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    private List<String> flush(List<Integer> batch) {
        batches.add(batch);
        pass(gate);
        return batch.stream().map(n -> "row " + n).toList();
    }

    /// Not for ever: closing waits for whoever flushes, and a test that failed would never end.
    private static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> List<Future<T>> submitAll(GroupCommit<Integer, T> commits, int from, int to) {
        var futures = new ArrayList<Future<T>>();
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = from; i < to; i++) {
            int item = i;
            int before = commits.depth();
            futures.add(executor.submit(() -> commits.submit(item)));
            // In the given order: the next one only when this one stands in the queue.
            await().until(() -> commits.depth() > before
                    || !futures.getLast().state().equals(Future.State.RUNNING)
                    || commits.depth() == 0);
        }
        executor.shutdown();
        return futures;
    }

    @Test
    void what_arrives_during_a_flush_is_one_batch_and_everybody_gets_his_own_result() throws Exception {
        try (var commits = new GroupCommit<>("test", 64, Duration.ZERO, this::flush)) {
            var first = submitAll(commits, 0, 1);
            await().until(() -> batches.size() == 1);
            var others = submitAll(commits, 1, 40);
            await().until(() -> commits.depth() == 39);
            gate.countDown();
            assertThat(first.getFirst().get()).isEqualTo("row 0");
            assertThat(others.get(38).get()).isEqualTo("row 39");
            assertThat(batches).hasSize(2);
        }
    }

    @Test
    void a_batch_is_never_larger_than_the_bound() {
        try (var commits = new GroupCommit<>("test", 8, Duration.ZERO, this::flush)) {
            submitAll(commits, 0, 1);
            await().until(() -> batches.size() == 1);
            submitAll(commits, 1, 20);
            gate.countDown();
        }
        assertThat(batches).extracting(List::size).containsExactly(1, 8, 8, 3);
    }

    @Test
    void a_flush_begins_beside_another_one_when_enough_wait_and_never_a_third() {
        var two = new GroupCommit.Flushes(2, 4);
        try (var commits = new GroupCommit<>("test", 64, Duration.ZERO, two, this::flush)) {
            submitAll(commits, 0, 1);
            await().until(() -> batches.size() == 1);
            submitAll(commits, 1, 5);
            await().until(() -> batches.size() == 2);
            submitAll(commits, 5, 15);
            gate.countDown();
        }
        assertThat(batches).extracting(List::size).startsWith(1, 4).hasSizeBetween(3, 4);
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(all(15));
    }

    @Test
    void whoever_is_done_beside_another_flush_leaves_what_is_no_batch_yet() throws Exception {
        var second = new CountDownLatch(1);
        var two = new GroupCommit.Flushes(2, 4);
        try (var commits = new GroupCommit<Integer, String>("test", 64, Duration.ZERO, two, batch -> {
            batches.add(batch);
            pass(batch.contains(0) ? gate : second);
            return batch.stream().map(n -> "row " + n).toList();
        })) {
            submitAll(commits, 0, 1);
            await().until(() -> batches.size() == 1);
            var beside = submitAll(commits, 1, 5);
            await().until(() -> batches.size() == 2);
            submitAll(commits, 5, 7);
            second.countDown();
            for (var done : beside) {
                done.get();
            }
            submitAll(commits, 7, 9);
            await().until(() -> batches.size() == 3);
            gate.countDown();
        }
        assertThat(batches).extracting(List::size).containsExactly(1, 4, 4);
    }

    private static List<Integer> all(int items) {
        return IntStream.range(0, items).boxed().toList();
    }

    @Test
    void nobody_is_forgotten_by_several_flushers_and_each_is_flushed_once() throws Exception {
        gate.countDown();
        for (int round = 0; round < 50; round++) {
            batches.clear();
            var three = new GroupCommit.Flushes(3, 5);
            try (var commits = new GroupCommit<>("test", 7, Duration.ofNanos(50_000), three, this::flush);
                    var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                var futures = all(200).stream()
                        .map(item -> callers.submit(() -> commits.submit(item)))
                        .toList();
                for (int i = 0; i < futures.size(); i++) {
                    assertThat(futures.get(i).get(10, TimeUnit.SECONDS)).isEqualTo("row " + i);
                }
            }
            assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(all(200));
        }
    }

    @Test
    void whoever_finds_its_items_taken_by_another_flusher_stays() {
        var two = new GroupCommit.Flushes(2, 2);
        Function<List<Integer>, List<String>> flush = batch -> batch.getFirst() < 0
                ? flush(batch)
                : batch.stream().map(n -> "row " + n).toList();
        try (var commits = new GroupCommit<>("test", 8, Duration.ofMinutes(5), two, flush)) {
            // One waits for company; the second of a pair wakes the other flusher, too.
            for (int row = 0; row < 100; row += 2) {
                commits.start(row);
                assertThat(commits.start(row + 1)).succeedsWithin(Duration.ofSeconds(30));
            }
            try {
                for (int batch = 1; batch <= 2; batch++) {
                    int begun = batch;
                    commits.start(-1);
                    commits.start(-2);
                    await().until(() -> batches.size() == begun);
                }
            } finally {
                gate.countDown();
            }
        }
    }

    @Test
    void one_who_is_alone_waits_for_company() {
        gate.countDown();
        try (var commits = new GroupCommit<>("test", 2, Duration.ofMinutes(5), this::flush)) {
            var both = submitAll(commits, 0, 2);
            await().atMost(Duration.ofSeconds(5)).until(() -> both.get(1).isDone());
        }
        assertThat(batches).containsExactly(List.of(0, 1));
    }

    @Test
    void a_bad_row_fails_alone() {
        Function<List<Integer>, List<String>> flush = batch -> {
            if (batch.contains(13)) {
                throw new IllegalArgumentException("13 is bad");
            }
            return flush(batch);
        };
        try (var commits = new GroupCommit<>("test", 64, Duration.ZERO, flush)) {
            submitAll(commits, 0, 1);
            await().until(() -> batches.size() == 1);
            var others = submitAll(commits, 1, 30);
            await().until(() -> commits.depth() == 29);
            gate.countDown();
            for (int i = 1; i < 30; i++) {
                var result = others.get(i - 1);
                if (i == 13) {
                    assertThatThrownBy(result::get)
                            .isInstanceOf(ExecutionException.class)
                            .hasRootCauseMessage("13 is bad");
                } else {
                    assertThat(result).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("row " + i);
                }
            }
        }
    }

    @Test
    void what_came_during_a_flush_waits_for_company_too_unless_somebody_is_in_a_hurry() throws Exception {
        try (var commits = new GroupCommit<>("test", 8, Duration.ofMinutes(5), this::flush)) {
            var first = commits.start(0, true);
            await().until(() -> batches.size() == 1);
            var second = commits.start(1);
            gate.countDown();
            assertThat(first.get()).isEqualTo("row 0");

            var third = commits.start(2, true);

            assertThat(second).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("row 1");
            assertThat(third).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("row 2");
        }
        assertThat(batches).containsExactly(List.of(0), List.of(1, 2));
    }

    @Test
    void whoever_is_in_a_hurry_and_found_a_batch_full_waits_for_no_company_in_the_next_one() {
        try (var commits = new GroupCommit<>("test", 2, Duration.ofMinutes(5), this::flush)) {
            commits.start(0, true);
            await().until(() -> batches.size() == 1);
            commits.start(1);
            commits.start(2);
            var last = commits.start(3, true);
            gate.countDown();

            assertThat(last).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("row 3");
        }
        assertThat(batches).containsExactly(List.of(0), List.of(1, 2), List.of(3));
    }

    @Test
    void a_store_that_is_away_fails_its_batch_at_once_and_the_next_batch_is_tried_anew() {
        var away = new AtomicBoolean(true);
        gate.countDown();
        Function<List<Integer>, List<String>> flush = batch -> {
            List<String> rows = flush(batch);
            if (away.get()) {
                throw Fault.of(Reason.STORE_UNAVAILABLE);
            }
            return rows;
        };
        try (var commits = new GroupCommit<>("test", 3, Duration.ofMinutes(5), flush)) {
            for (Future<String> result : submitAll(commits, 0, 3)) {
                assertThatThrownBy(result::get)
                        .rootCause()
                        .isInstanceOfSatisfying(
                                Fault.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.STORE_UNAVAILABLE));
            }
            assertThat(batches).hasSize(1);
            away.set(false);
            assertThat(submitAll(commits, 3, 6))
                    .allSatisfy(result -> assertThat(result).succeedsWithin(Duration.ofSeconds(5)));
        }
    }

    @Test
    void an_interrupted_caller_still_learns_the_result() throws Exception {
        try (var commits = new GroupCommit<>("test", 8, Duration.ZERO, this::flush)) {
            var results = new CopyOnWriteArrayList<String>();
            var interrupted = new AtomicBoolean();
            Thread caller = Thread.ofVirtual().start(() -> {
                results.add(commits.submit(1));
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            await().until(() -> batches.size() == 1);
            caller.interrupt();
            gate.countDown();
            caller.join();
            assertThat(results).containsExactly("row 1");
            assertThat(interrupted).isTrue();
        }
    }

    @Test
    void a_full_queue_refuses_and_close_drains_what_it_took() throws Exception {
        var commits = new GroupCommit<Integer, String>(
                "test", 2, Duration.ZERO, GroupCommit.Flushes.ONE, 3, e -> true, this::flush);
        var taken = new ArrayList<>(List.of(commits.start(0)));
        await().until(() -> batches.size() == 1);
        IntStream.range(1, 4).forEach(row -> taken.add(commits.start(row)));
        assertThat(commits.depth()).isEqualTo(3);
        assertThatThrownBy(() -> commits.submit(4))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.QUEUE_FULL));
        Thread closing = Thread.ofVirtual().start(commits::close);
        // Whoever closes goes on to close what the flushes need.
        assertThat(closing.join(Duration.ofMillis(200))).isFalse();
        gate.countDown();
        closing.join();
        assertThat(taken).allSatisfy(result -> assertThat(result).isCompleted());
        assertThatThrownBy(() -> commits.submit(5))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.SHUTTING_DOWN));
    }
}
