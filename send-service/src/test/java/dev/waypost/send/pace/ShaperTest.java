package dev.waypost.send.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.Turns;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class ShaperTest {
    private static final String TENANT = "tenant";
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private long now;
    private final Shaper shaper = new Shaper(() -> now);

    /// What one process begins in a second, at the earliest moments.
    private int begunInASecond() {
        int begun = 0;
        for (long end = now + 1_000 * MILLI; now < end; now += MILLI) {
            while (shaper.take(TENANT, 0) == Turns.NOW) {
                begun++;
            }
        }
        return begun;
    }

    @Test
    void refusals_of_one_moment_slow_a_tenant_down_once() {
        shaper.allow(TENANT, 80);

        for (int i = 0; i < 64; i++) {
            shaper.refused(TENANT);
        }

        assertThat(begunInASecond()).isBetween(64, 80);
    }

    @Test
    void who_is_refused_again_and_again_begins_less_and_less_and_regains_it_in_time() {
        shaper.allow(TENANT, 80);
        for (int i = 0; i < 40; i++) {
            shaper.refused(TENANT);
            now += 500 * MILLI;
        }
        int least = begunInASecond();
        now += 30_000 * MILLI;

        // The second that is counted begins with what a tenth of one may send at once.
        assertThat(least).isBetween(2, 16);
        assertThat(begunInASecond()).isBetween(80, 88);
    }

    /// Redis that answers only twice a second gets all asks of that time at once.
    @Test
    void a_stalled_process_sends_a_burst_nearly_as_fast_as_its_number_may() {
        shaper.allow(TENANT, 80);
        var buckets = new LocalBuckets(() -> now);
        var number = Bucket.of("number:1", 80, Duration.ofSeconds(1), 8);
        var waiting = new ArrayDeque<>(Collections.nCopies(300, TENANT));
        var putBack = new PriorityQueue<Long>();
        int asking = 0;
        int sent = 0;
        for (; sent < 300 && now < 120_000 * MILLI; now += MILLI) {
            while (!putBack.isEmpty() && putBack.peek() <= now) {
                putBack.remove();
                waiting.add(TENANT);
            }
            while (!waiting.isEmpty() && asking < 64 && shaper.take(TENANT, asking) == Turns.NOW) {
                waiting.remove();
                asking++;
            }
            if (now % (500 * MILLI) == 0) {
                List<Ask> asks =
                        new ArrayList<>(Collections.nCopies(asking, new Ask(List.of(number), NumberPace.PATIENCE)));
                for (Turn turn : buckets.take(asks, 100)) {
                    switch (turn) {
                        case Turn.Granted _ -> sent++;
                        case Turn.Refused refused -> {
                            shaper.refused(TENANT);
                            putBack.add(now + refused.after().toNanos());
                        }
                    }
                }
                asking = 0;
            }
        }

        assertThat(sent).isEqualTo(300);
        assertThat(Duration.ofNanos(now)).isLessThan(Duration.ofSeconds(12));
    }
}
