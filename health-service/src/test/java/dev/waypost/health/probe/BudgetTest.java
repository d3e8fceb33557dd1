package dev.waypost.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    @Test
    void an_hour_has_so_many_calls_and_a_few_ahead_of_time_for_each_account() {
        Budget budget = new Budget(100, 5);
        int calls = 0;
        for (long now = 0; now < HOUR; now += HOUR / 3600) {
            calls += budget.take("account", now) == 0 ? 1 : 0;
        }

        assertThat(calls).isBetween(100, 106);
        assertThat(budget.take("other", 0)).isZero();
    }

    @Test
    void a_few_are_made_ahead_of_time_and_the_next_waits_for_its_own() {
        Budget budget = new Budget(3600, 2);
        List<Long> waits = new ArrayList<>();
        for (int call = 0; call < 5; call++) {
            waits.add(Duration.ofNanos(budget.take("account", 0)).toSeconds());
        }

        assertThat(waits).containsExactly(0L, 0L, 0L, 1L, 1L);
    }

    @Test
    void who_must_wait_is_told_how_long() {
        Budget budget = new Budget(60, 0);
        budget.take("account", 0);
        long wait = budget.take("account", 0);

        assertThat(Duration.ofNanos(wait)).isEqualTo(Duration.ofMinutes(1));
        assertThat(budget.take("account", wait)).isZero();
    }
}
