package dev.waypost.send.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.SessionState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SessionPolicyTest {
    @ParameterizedTest
    @EnumSource(ProviderKind.class)
    void a_log_in_that_ended_needs_a_person_whichever_gateway_says_so(ProviderKind provider) {
        assertThat(SessionPolicy.needsPerson(SessionState.LOGGED_OUT, provider)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"WAHA, true", "GOWA, true", "EVOLUTION, false"})
    void a_gateway_that_asks_for_a_pairing_needs_a_person_unless_it_says_so_while_it_reconnects(
            ProviderKind provider, boolean needs) {
        assertThat(SessionPolicy.needsPerson(SessionState.PAIRING, provider)).isEqualTo(needs);
    }

    @ParameterizedTest
    @EnumSource(
            value = SessionState.class,
            names = {"CONNECTED", "STARTING", "STOPPED", "FAILED", "ABSENT"})
    void all_else_may_come_back_by_itself(SessionState state) {
        assertThat(SessionPolicy.needsPerson(state, ProviderKind.WAHA)).isFalse();
    }
}
