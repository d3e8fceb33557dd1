package dev.waypost.health.verdict;

import static dev.waypost.health.verdict.HealthStatus.DEGRADED;
import static dev.waypost.health.verdict.HealthStatus.HEALTHY;
import static dev.waypost.health.verdict.HealthStatus.UNHEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.health.verdict.Finding.Fine;
import dev.waypost.health.verdict.Finding.Limited;
import dev.waypost.health.verdict.Finding.Lost;
import dev.waypost.health.verdict.Finding.Refused;
import org.junit.jupiter.api.Test;

class VerdictPolicyTest {
    private static final Thresholds THREE_DOWN_TWO_UP = new Thresholds(3, 2);
    private static final Finding FINE = new Fine();
    private static final Finding LOST = new Lost("timed out", Trouble.TRANSPORT);
    private static final Finding REFUSED = new Refused("token expired", Trouble.CREDENTIAL);

    @Test
    void first_probe_settles_an_unknown_endpoint() {
        assertThat(after(FINE).status()).isEqualTo(HEALTHY);
        assertThat(after(LOST).status()).isEqualTo(UNHEALTHY);
        assertThat(after(new Limited("quality red", Trouble.ACCOUNT)).status()).isEqualTo(DEGRADED);
    }

    @Test
    void silence_takes_three_probes_to_make_a_healthy_endpoint_unhealthy() {
        assertThat(after(FINE, LOST, LOST))
                .isEqualTo(new Verdict(DEGRADED, "timed out", Trouble.TRANSPORT, 2, 0, false));
        assertThat(after(FINE, LOST, LOST, LOST))
                .isEqualTo(new Verdict(UNHEALTHY, "timed out", Trouble.TRANSPORT, 3, 0, false));
    }

    @Test
    void refused_credential_makes_it_unhealthy_at_once_and_an_accepted_one_healthy_at_once() {
        assertThat(after(FINE, REFUSED))
                .isEqualTo(new Verdict(UNHEALTHY, "token expired", Trouble.CREDENTIAL, 1, 0, true));
        assertThat(after(FINE, REFUSED, FINE).status()).isEqualTo(HEALTHY);
    }

    @Test
    void endpoint_that_was_unreachable_rises_after_two_good_probes() {
        assertThat(after(LOST, FINE).status()).isEqualTo(UNHEALTHY);
        assertThat(after(LOST, FINE, FINE)).isEqualTo(new Verdict(HEALTHY, "", Trouble.NONE, 0, 2, false));
    }

    @Test
    void refusal_stays_the_cause_while_the_provider_is_silent() {
        assertThat(after(REFUSED, LOST))
                .isEqualTo(new Verdict(UNHEALTHY, "token expired", Trouble.CREDENTIAL, 2, 0, true));
    }

    private static Verdict after(Finding... findings) {
        Verdict verdict = Verdict.NONE;
        for (Finding finding : findings) {
            verdict = VerdictPolicy.next(verdict, finding, THREE_DOWN_TWO_UP);
        }
        return verdict;
    }
}
