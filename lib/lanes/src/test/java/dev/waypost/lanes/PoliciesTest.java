package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.RetryPolicy.Decision;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    private static final RetryPolicy POLICY =
            new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(10), 12, Duration.ofHours(1));

    private static Duration after(int attempts, Optional<Duration> retryAfter, Random random) {
        return ((Decision.Again) POLICY.decide(attempts, retryAfter, random)).after();
    }

    @Test
    void the_ceiling_doubles_up_to_the_cap() {
        assertThat(POLICY.ceiling(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(POLICY.ceiling(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(POLICY.ceiling(10)).isEqualTo(Duration.ofSeconds(512));
        assertThat(POLICY.ceiling(11)).isEqualTo(Duration.ofMinutes(10));
        assertThat(POLICY.ceiling(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void jitter_is_full_and_stays_under_the_ceiling() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            for (int attempts = 1; attempts < 12; attempts++) {
                long below = 0;
                for (int i = 0; i < 200; i++) {
                    Duration wait = after(attempts, Optional.empty(), random);
                    assertThat(wait).isPositive().isLessThanOrEqualTo(POLICY.ceiling(attempts));
                    below += wait.compareTo(POLICY.ceiling(attempts).dividedBy(2)) < 0 ? 1 : 0;
                }
                assertThat(below).isBetween(60L, 140L);
            }
        }
    }

    @Test
    void a_destinations_wish_is_honoured_within_the_bound() {
        var random = new Random(1);
        assertThat(after(1, Optional.of(Duration.ofSeconds(30)), random))
                .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(33));
        assertThat(after(1, Optional.of(Duration.ofDays(9)), random))
                .isBetween(Duration.ofHours(1), Duration.ofMinutes(66));
        assertThat(after(1, Optional.of(Duration.ofSeconds(-5)), random)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void the_last_attempt_is_the_last() {
        assertThat(POLICY.decide(11, Optional.empty(), new Random(1))).isInstanceOf(Decision.Again.class);
        assertThat(POLICY.decide(12, Optional.empty(), new Random(1))).isEqualTo(new Decision.Exhausted(12));
    }

    @Test
    void a_lane_never_changes_and_lanes_are_even() {
        assertThat(LaneKey.laneOf("tenant/endpoint/+971501234567")).isEqualTo(380);
        var counts = new int[LaneKey.LANES];
        for (int i = 0; i < 102_400; i++) {
            counts[LaneKey.laneOf("acme/ep_1/+97150" + (1_000_000 + i))]++;
        }
        assertThat(Arrays.stream(counts)).allMatch(count -> count > 50 && count < 160);
    }
}
