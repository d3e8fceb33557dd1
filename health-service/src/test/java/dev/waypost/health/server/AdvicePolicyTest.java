package dev.waypost.health.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdvicePolicyTest {
    @Test
    void a_full_server_gives_what_is_too_much_to_the_emptiest_that_speaks_the_same() {
        assertThat(AdvicePolicy.advise(List.of(
                        server("a", "WAHA", 120, 100),
                        server("b", "WAHA", 90, 100),
                        server("c", "WAHA", 10, 100),
                        server("d", "GOWA", 0, 100))))
                .containsExactly(new Advice("a", "c", 20, Advice.Reason.OVER_CAPACITY));
    }

    @Test
    void a_server_that_is_drained_or_fails_comes_first_and_gets_nobody() {
        ServerLoad drained =
                new ServerLoad("a", Set.of("WAHA"), 10, 10, 4, 10, 0, 0, 1, 0, 0, 0, 0, Instant.EPOCH, "old machine");
        ServerLoad failing = new ServerLoad("b", Set.of("WAHA"), 10, 10, 10, 2, 0, 8, 1, 0, 0, 0, 0, null, "");

        assertThat(AdvicePolicy.advise(List.of(failing, drained, server("c", "WAHA", 12, 0))))
                .containsExactly(
                        new Advice("a", "c", 4, Advice.Reason.DRAINING),
                        new Advice("b", "c", 10, Advice.Reason.FAILING));
    }

    @Test
    void a_server_whose_probes_are_good_and_whose_tries_fail_is_failing() {
        ServerLoad erring = new ServerLoad("a", Set.of("WAHA"), 10, 10, 10, 10, 0, 0, 1, 100, 60, 0.1, 0, null, "");
        ServerLoad few = new ServerLoad("b", Set.of("WAHA"), 10, 10, 10, 10, 0, 0, 1, 10, 10, 0, 0, null, "");

        assertThat(erring.errorRate()).isEqualTo(0.6);
        assertThat(AdvicePolicy.advise(List.of(erring, few)))
                .containsExactly(new Advice("a", "b", 10, Advice.Reason.FAILING));
    }

    @Test
    void servers_of_one_kind_are_compared_where_nobody_said_how_much_they_hold() {
        assertThat(AdvicePolicy.advise(
                        List.of(server("a", "WAHA", 100, 0), server("b", "WAHA", 10, 0), server("c", "GOWA", 500, 0))))
                .containsExactly(new Advice("a", "b", 45, Advice.Reason.UNEVEN));
        assertThat(AdvicePolicy.advise(List.of(server("a", "WAHA", 3, 0), server("b", "WAHA", 0, 0))))
                .isEmpty();
    }

    @Test
    void where_nobody_has_room_it_says_so() {
        assertThat(AdvicePolicy.advise(List.of(server("a", "WAHA", 11, 10), server("b", "WAHA", 10, 10))))
                .containsExactly(new Advice("a", "", 1, Advice.Reason.OVER_CAPACITY));
    }

    private static ServerLoad server(String name, String provider, long tenants, int capacity) {
        return new ServerLoad(
                name, Set.of(provider), tenants, tenants, tenants, tenants, 0, 0, 5, 0, 0, 0, capacity, null, "");
    }
}
