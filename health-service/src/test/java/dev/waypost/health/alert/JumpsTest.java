package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JumpsTest {
    private final TestClock store = TestClock.at("2026-03-04T10:00:00Z");
    private long nanos;
    private final Jumps jumps = new Jumps(store, () -> nanos);

    @Test
    void time_that_passes_is_believed() {
        assertThat(jumps.distrusted()).isFalse();
        for (int i = 0; i < 100; i++) {
            passes(Duration.ofMinutes(10));
            assertThat(jumps.distrusted()).isFalse();
        }
    }

    @Test
    void a_clock_that_jumped_ahead_is_not_believed_for_as_long_as_it_jumped() {
        assertThat(jumps.distrusted()).isFalse();
        store.advance(Duration.ofHours(3));

        assertThat(jumps.distrusted()).isTrue();
        passes(Duration.ofHours(2));
        assertThat(jumps.distrusted()).isTrue();
        passes(Duration.ofHours(1));
        assertThat(jumps.distrusted()).isFalse();
    }

    @Test
    void a_clock_that_jumped_back_again_is_believed_again() {
        assertThat(jumps.distrusted()).isFalse();
        store.advance(Duration.ofHours(3));
        assertThat(jumps.distrusted()).isTrue();
        store.advance(Duration.ofHours(-3));

        assertThat(jumps.distrusted()).isFalse();
    }

    @Test
    void a_clock_that_jumps_back_makes_nothing_seem_long_ago() {
        assertThat(jumps.distrusted()).isFalse();
        store.advance(Duration.ofHours(-5));

        assertThat(jumps.distrusted()).isFalse();
    }

    private void passes(Duration time) {
        store.advance(time);
        nanos += time.toNanos();
    }
}
