package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DaySpanTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-03-01");
    private static final String ANY = "day BETWEEN '-infinity' AND 'infinity' OR d BETWEEN '-infinity' AND 'infinity'";

    @Test
    void recent_days_are_named_from_the_first_to_the_last() {
        assertThat(within(TODAY))
                .isEqualTo("day BETWEEN '2026-03-01' AND '2026-03-01' OR d BETWEEN '2026-03-01' AND '2026-03-01'");
        assertThat(within(TODAY.plusDays(1), TODAY.minusDays(6), TODAY))
                .startsWith("day BETWEEN '2026-02-23' AND '2026-03-02' OR");
    }

    /// Each text is a plan that a connection keeps: ids from outside, which can name every day, must not make more.
    @Test
    void all_others_share_one_statement() {
        assertThat(List.of(
                        within(TODAY.minusDays(7)),
                        within(TODAY, TODAY.minusDays(7)),
                        within(TODAY.plusDays(2)),
                        within(TODAY, LocalDate.parse("9999-12-31")),
                        within(LocalDate.EPOCH),
                        within(),
                        DaySpan.anywhere("day {days} OR d {days}")))
                .containsOnly(ANY);
    }

    private static String within(LocalDate... days) {
        return DaySpan.within("day {days} OR d {days}", List.of(days), TODAY);
    }
}
