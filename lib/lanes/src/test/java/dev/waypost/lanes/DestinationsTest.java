package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.DestinationPolicy.Condition;
import dev.waypost.lanes.Destinations.Trial;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DestinationsTest {
    private static final DestinationPolicy POLICY =
            new DestinationPolicy(3, Duration.ofSeconds(4), Duration.ofSeconds(60), 8);

    private final AtomicLong now = new AtomicLong(-5_000_000_000L);
    private final Destinations destinations =
            new Destinations(POLICY, queue -> queue.substring(queue.indexOf('|') + 1), now::get);

    @Test
    void a_destination_gets_one_at_a_time_until_it_is_known_what_it_takes() {
        assertThat(destinations.take("p", 0)).isEqualTo(Turns.NOW);
        // Not when the first ends: it raises the bound as it begins, and may take long.
        assertThat(destinations.take("p", 1))
                .isBetween(1L, Duration.ofMillis(100).toNanos());

        destinations.allow("p", 3, 0);

        assertThat(destinations.take("a|p", 1)).isEqualTo(Turns.NOW);
        assertThat(destinations.take("b|p", 0)).isEqualTo(Turns.NOW);
        assertThat(destinations.take("a|p", 2)).isEqualTo(Turns.WHEN_ONE_ENDS);
        // Nothing of this one is under way: its turn comes with the end of somebody else's.
        assertThat(destinations.take("c|p", 0)).isPositive();

        destinations.ended("p", Trial.NOT_TRIED);

        assertThat(destinations.take("c|p", 0)).isEqualTo(Turns.NOW);
    }

    @Test
    void a_rate_is_kept_and_a_pause_saves_nothing_up() {
        destinations.allow("p", 10, 4);

        assertThat(destinations.take("p", 0)).isEqualTo(Turns.NOW);
        assertThat(destinations.take("p", 1)).isEqualTo(Duration.ofMillis(250).toNanos());
        pass(Duration.ofMillis(250));
        assertThat(destinations.take("p", 1)).isEqualTo(Turns.NOW);
        pass(Duration.ofHours(1));
        assertThat(destinations.take("p", 0)).isEqualTo(Turns.NOW);
        assertThat(destinations.take("p", 0)).isPositive();
    }

    @Test
    void one_that_fails_again_and_again_rests_is_probed_and_ramped_up() {
        destinations.allow("p", 10, 0);
        fail(3);
        assertThat(destinations.troubled()).isEqualTo(1);
        long rest = destinations.take("p", 0);
        assertThat(rest)
                .isBetween(
                        Duration.ofSeconds(3).toNanos(), Duration.ofSeconds(4).toNanos());

        now.addAndGet(rest);
        assertThat(destinations.take("p", 0)).isEqualTo(Turns.NOW);
        assertThat(destinations.take("p", 1)).isEqualTo(Turns.WHEN_ONE_ENDS);

        destinations.ended("p", Trial.WORKS);
        assertThat(destinations.take("p", 0)).isEqualTo(Turns.NOW);
        assertThat(destinations.take("p", 1)).isEqualTo(Turns.NOW);
        assertThat(destinations.take("p", 2)).isEqualTo(Turns.WHEN_ONE_ENDS);
        destinations.ended("p", Trial.WORKS);
        destinations.ended("p", Trial.WORKS);
        for (int i = 0; i < 4; i++) {
            assertThat(destinations.take("p", i)).isEqualTo(Turns.NOW);
        }
        assertThat(destinations.take("p", 4)).isEqualTo(Turns.WHEN_ONE_ENDS);
        for (int i = 0; i < 4; i++) {
            destinations.ended("p", Trial.WORKS);
        }
        assertThat(destinations.troubled()).isZero();
        for (int i = 0; i < 10; i++) {
            assertThat(destinations.take("p", i)).isEqualTo(Turns.NOW);
        }
        assertThat(destinations.take("p", 10)).isEqualTo(Turns.WHEN_ONE_ENDS);
    }

    @Test
    void others_are_not_held_back() {
        destinations.allow("dead", 10, 0);
        destinations.allow("well", 10, 0);
        for (int i = 0; i < 3; i++) {
            destinations.take("dead", 0);
            destinations.ended("dead", Trial.FAILS);
        }

        assertThat(destinations.take("well", 5)).isEqualTo(Turns.NOW);
    }

    @Test
    void whatever_happens_a_destination_is_asked_again_within_the_longest_rest_and_works_again_when_it_answers() {
        for (int seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            long clock = random.nextLong();
            Condition condition = POLICY.initial();
            int inARow = 0;
            for (int step = 0; step < 200; step++) {
                clock += random.nextLong(Duration.ofSeconds(10).toNanos());
                condition = POLICY.at(condition, clock);
                if (condition instanceof Condition.Resting resting) {
                    assertThat(resting.until() - clock)
                            .isBetween(1L, POLICY.longestRest().toNanos());
                }
                boolean works = random.nextBoolean();
                inARow = works ? 0 : inARow + 1;
                condition = works ? POLICY.succeeded(condition) : POLICY.failed(condition, clock, random);
                assertThat(POLICY.limit(condition, 50)).isBetween(0, 50);
                assertThat(inARow >= 3 && condition instanceof Condition.Working)
                        .isFalse();
            }
            condition = POLICY.at(condition, clock + Duration.ofSeconds(61).toNanos());
            for (int i = 0; i < 20; i++) {
                condition = POLICY.succeeded(condition);
            }
            assertThat(condition).isEqualTo(POLICY.initial());
        }
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(destinations.take("p", 0)).isEqualTo(Turns.NOW);
            destinations.ended("p", Trial.FAILS);
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
