package dev.waypost.lanes;

import static org.awaitility.Awaitility.await;

import dev.waypost.lanes.JobTable.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is read from the table while rows are offered.
class LaneReaderTest {
    @Test
    void a_row_of_the_table_is_read_though_offers_keep_coming() throws Exception {
        var settings = LaneSettings.defaults().withPoll(Duration.ofHours(1));
        try (var table = JobTable.create();
                var worker = new LaneWorker<>(
                        "jobs", table, new LaneLeases("jobs", table.db()), item -> Outcome.done("one"), settings)) {
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
