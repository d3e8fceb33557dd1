package dev.waypost.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopsTest {
    private final CountDownLatch turns = new CountDownLatch(2);

    @Test
    void of_a_worker_that_was_not_started_there_is_nothing_to_wake_or_end() {
        try (var loops = new Loops()) {
            loops.wake();
        }
    }

    @Test
    void all_are_woken() throws InterruptedException {
        try (var loops = new Loops()) {
            loops.every("one", Duration.ofDays(1), turns::countDown);
            loops.every("other", Duration.ofDays(1), turns::countDown);

            loops.wake();

            assertThat(turns.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void none_turns_once_they_are_closed() throws InterruptedException {
        var loops = new Loops();
        loops.every("one", Duration.ofDays(1), () -> {});
        loops.every("other", Duration.ofDays(1), turns::countDown);

        loops.close();
        loops.wake();

        assertThat(turns.await(200, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(turns.getCount()).isEqualTo(2);
    }
}
