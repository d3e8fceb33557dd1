package dev.waypost.health.failover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrakePolicyTest {
    @Test
    void it_holds_when_most_of_many_are_silent_and_not_when_one_of_two_is() {
        assertThat(BrakePolicy.holds(60, 100, 0.5, 10)).isTrue();
        assertThat(BrakePolicy.holds(50, 100, 0.5, 10)).isFalse();
        assertThat(BrakePolicy.holds(2, 2, 0.5, 10)).isFalse();
        assertThat(BrakePolicy.holds(0, 0, 0.5, 10)).isFalse();
    }
}
