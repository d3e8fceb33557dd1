package dev.waypost.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
    void who_must_wait_is_told_how_long() {
        Budget budget = new Budget(60, 0);
        budget.take("account", 0);
        long wait = budget.take("account", 0);

        assertThat(Duration.ofNanos(wait)).isEqualTo(Duration.ofMinutes(1));
        assertThat(budget.take("account", wait)).isZero();
    }
}
