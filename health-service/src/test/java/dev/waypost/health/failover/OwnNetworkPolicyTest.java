package dev.waypost.health.failover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnNetworkPolicyTest {
    @Test
    void servers_that_have_nothing_to_do_with_each_other_do_not_fall_silent_at_once() {
        assertThat(OwnNetworkPolicy.fails(true, 2, 5)).isTrue();
        assertThat(OwnNetworkPolicy.fails(false, 2, 0)).isFalse();
    }

    @Test
    void one_server_with_most_endpoints_is_itself_to_blame_while_others_answer() {
        assertThat(OwnNetworkPolicy.fails(true, 1, 3)).isFalse();
        assertThat(OwnNetworkPolicy.fails(true, 1, 0)).isTrue();
    }
}
