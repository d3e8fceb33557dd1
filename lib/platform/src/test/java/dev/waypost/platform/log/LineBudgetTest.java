package dev.waypost.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LineBudgetTest {
    private final AtomicLong now = new AtomicLong(-7);
    private final LineBudget budget = new LineBudget(2, now::get);

    @Test
    void the_first_lines_of_a_second_are_written_and_the_next_one_tells_how_many_were_not() {
        assertThat(budget.take()).hasValue(0);
        assertThat(budget.take()).hasValue(0);
        assertThat(budget.take()).isEmpty();
        assertThat(budget.take()).isEmpty();

        now.addAndGet(TimeUnit.SECONDS.toNanos(1));

        assertThat(budget.take()).hasValue(2);
        assertThat(budget.take()).hasValue(0);
        assertThat(budget.take()).isEmpty();
    }
}
