package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.lanes.JobTable.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// When the table is read, and about whom.
class LaneReaderTest {
    private static final LaneSettings NO_POLLS = LaneSettings.defaults().withPoll(Duration.ofHours(1));

    @Test
    void who_has_room_again_is_asked_about_and_nobody_else() {
        try (var table = JobTable.create()) {
            table.addMany("many", 100, 1);
            table.addMany("few", 3, 1);
            var asked = new Asked(table, 0);
            try (var worker = worker(asked, table, NO_POLLS.withBacklog(1_000, 10))) {
                worker.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> table.pending() == 0);
            }
            assertThat(asked.about).hasSizeGreaterThan(5).containsOnly("many");
            assertThat(asked.aboutEverybody).hasValueLessThan(5);
        }
    }

    @Test
    void who_was_asked_about_in_vain_is_found_nevertheless() {
        try (var table = JobTable.create()) {
            table.addMany("many", 100, 1);
            var asked = new Asked(table, 3);
            var settings = NO_POLLS.withBacklog(1_000, 10).withErrorPause(Duration.ofMillis(1));
            try (var worker = worker(asked, table, settings)) {
                worker.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> table.pending() == 0);
            }
            assertThat(asked.failures).hasNonPositiveValue();
        }
    }

    private static LaneWorker<String, Outcome> worker(
            WorkSource<String, Outcome> source, JobTable table, LaneSettings settings) {
        return new LaneWorker<>(
                "jobs", source, new LaneLeases("jobs", table.db()), item -> Outcome.done("one"), settings);
    }

    /// Who was asked about; the first so many looks at some fail.
    private static final class Asked implements WorkSource<String, Outcome> {
        final AtomicInteger aboutEverybody = new AtomicInteger();
        final List<String> about = new CopyOnWriteArrayList<>();
        final AtomicInteger failures;
        private final JobTable table;

        Asked(JobTable table, int failures) {
            this.table = table;
            this.failures = new AtomicInteger(failures);
        }

        @Override
        public List<WorkItem<String>> read(Leases leases, int limit) {
            aboutEverybody.incrementAndGet();
            return table.read(leases, limit);
        }

        @Override
        public List<WorkItem<String>> readOf(List<String> tenantIds, Leases leases, int limit) {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the table is away");
            }
            about.addAll(tenantIds);
            return table.readOf(tenantIds, leases, limit);
        }

        @Override
        public Set<Long> complete(List<Completion<String, Outcome>> batch) {
            return table.complete(batch);
        }

        @Override
        public Optional<Duration> waitOf(Outcome result) {
            return table.waitOf(result);
        }
    }

    @Test
    void a_row_of_the_table_is_read_though_offers_keep_coming() throws Exception {
        try (var table = JobTable.create();
                var worker = worker(table, table, NO_POLLS)) {
            worker.start();
            var known = table.add("t", "known");
            await().until(() -> {
                worker.offer(List.of(new Offer<>(known, Behind.UNKNOWN)));
                return table.doneBy(known.id()).isPresent();
            });
            table.add("t", "c");
            var behind = new Offer<>(table.add("t", "c"), Behind.UNKNOWN);
            var offering = Thread.ofPlatform().daemon().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    worker.offer(List.of(behind));
                }
            });
            try {
                await().atMost(Duration.ofSeconds(30)).until(() -> table.pending() == 0);
            } finally {
                offering.interrupt();
                offering.join();
            }
        }
    }
}
