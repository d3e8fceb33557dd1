package dev.waypost.health.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.health.alert.AlertPolicy.Step;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertPolicyTest {
    private static final Instant START = Instant.parse("2026-03-04T10:00:00Z");
    private static final Rule RULE = new Rule(
            AlertKind.ERROR_RATE,
            "",
            true,
            Severity.WARNING,
            0.1,
            0.08,
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            0,
            null);

    @Test
    void is_raised_only_after_it_was_so_for_long_enough() {
        assertThat(decide(null, 0.5, 0)).isInstanceOf(Step.Suspect.class);
        Standing suspected = Changes.suspected("alt_1", reading(0.5), RULE, START);

        assertThat(decide(suspected, 0.5, 59)).isInstanceOf(Step.Nothing.class);
        assertThat(decide(suspected, 0.5, 60)).isInstanceOf(Step.Raise.class);
        assertThat(decide(suspected, 0.05, 30)).isInstanceOf(Step.Forget.class);
        assertThat(decide(suspected, null, 30)).isInstanceOf(Step.Forget.class);
    }

    @Test
    void between_the_two_thresholds_an_open_alert_stays_and_none_is_raised() {
        assertThat(decide(null, 0.09, 0)).isInstanceOf(Step.Nothing.class);
        assertThat(decide(raised(), 0.09, 600)).isInstanceOf(Step.Again.class);
    }

    @Test
    void is_over_only_after_it_was_below_for_long_enough() {
        assertThat(decide(raised(), 0.01, 0)).isInstanceOf(Step.Subside.class);
        Standing below = Changes.subsided(raised(), START);

        assertThat(decide(below, 0.01, 119)).isInstanceOf(Step.Nothing.class);
        assertThat(decide(below, null, 120)).isInstanceOf(Step.Clear.class);
        assertThat(decide(below, 0.2, 60)).isEqualTo(new Step.Again(true));
    }

    @Test
    void a_rule_that_is_switched_off_ends_what_it_raised() {
        Rule off = new Rule(
                RULE.kind(), "", false, RULE.severity(), 0.1, 0.08, RULE.raiseAfter(), RULE.clearAfter(), 1, START);

        assertThat(AlertPolicy.decide(raised(), 0.9, off, START)).isInstanceOf(Step.Clear.class);
        assertThat(AlertPolicy.decide(null, 0.9, off, START)).isInstanceOf(Step.Nothing.class);
    }

    @Test
    void a_clock_that_jumps_back_raises_and_clears_nothing() {
        Standing suspected = Changes.suspected("alt_1", reading(0.5), RULE, START);

        assertThat(decide(suspected, 0.5, -3600)).isInstanceOf(Step.Nothing.class);
        assertThat(decide(Changes.subsided(raised(), START), 0.01, -3600)).isInstanceOf(Step.Nothing.class);
    }

    @Test
    void flapping_around_the_threshold_is_one_alert() {
        Standing alert = raised();
        int steps = 0;
        for (int second = 0; second < 600; second += 5) {
            Step step = decide(alert, second % 10 == 0 ? 0.01 : 0.5, second);
            Instant now = START.plusSeconds(second);
            alert = switch (step) {
                case Step.Subside _ -> Changes.subsided(alert, now);
                case Step.Again again -> again.returned() ? Changes.returned(alert, now) : alert;
                default -> throw new AssertionError("not " + step);
            };
            steps++;
        }

        assertThat(steps).isEqualTo(120);
        assertThat(alert.state()).isEqualTo(AlertState.OPEN);
        assertThat(alert.occurrences()).isEqualTo(61);
    }

    @Test
    void maintenance_that_comes_again_holds_each_time() {
        var silence =
                new Silence("sil_1", "", "", "", "", START, START.plusSeconds(3600), Duration.ofDays(7), "me", START);

        assertThat(silence.holds(START.minusSeconds(1))).isFalse();
        assertThat(silence.holds(START.plusSeconds(3599))).isTrue();
        assertThat(silence.holds(START.plusSeconds(3600))).isFalse();
        assertThat(silence.holds(START.plus(Duration.ofDays(70)).plusSeconds(60)))
                .isTrue();
        assertThat(silence.holds(START.plus(Duration.ofDays(70)).plusSeconds(3601)))
                .isFalse();
    }

    private static Step decide(@Nullable Standing standing, @Nullable Double value, int second) {
        return AlertPolicy.decide(standing, value, RULE, START.plusSeconds(second));
    }

    private static Standing raised() {
        return Changes.raised(Changes.suspected("alt_1", reading(0.5), RULE, START), START);
    }

    private static Reading reading(double value) {
        return new Reading(AlertKind.ERROR_RATE, "acme", "", value, "it fails");
    }
}
