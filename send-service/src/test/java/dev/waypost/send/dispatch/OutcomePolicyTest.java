package dev.waypost.send.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.providers.CauseKind;
import dev.waypost.providers.SendOutcome;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutcomePolicyTest {
    private final OutcomePolicy policy = new OutcomePolicy(new DispatchSettings(
            true,
            1,
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            10,
            3,
            Duration.ofMinutes(10),
            Duration.ofSeconds(10)));

    @Test
    void only_what_was_surely_not_taken_is_repeated() {
        assertThat(decide(new SendOutcome.Retry(Duration.ZERO, "busy", false), 9))
                .isInstanceOf(Verdict.Again.class);
        assertThat(decide(new SendOutcome.Unknown("reset"), 1)).isInstanceOf(Verdict.Unknown.class);
        assertThat(decide(new SendOutcome.Accepted("wamid.1"), 1)).isEqualTo(new Verdict.Sent("wamid.1"));
        assertThat(decide(new SendOutcome.Refused(SendOutcome.Refusal.RECIPIENT, "131026", "no"), 1))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void tries_end_and_end_sooner_for_errors_that_seldom_pass() {
        assertThat(decide(new SendOutcome.Retry(Duration.ZERO, "busy", false), 10))
                .isInstanceOf(Verdict.Failed.class);
        assertThat(decide(new SendOutcome.Retry(Duration.ZERO, "odd", true), 2)).isInstanceOf(Verdict.Again.class);
        assertThat(decide(new SendOutcome.Retry(Duration.ZERO, "odd", true), 3)).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void a_tenant_that_holds_gets_what_nobody_answered_to_decide_about() {
        assertThat(policy.decide(new SendOutcome.Retry(Duration.ZERO, "busy", false), 10, true, new Random(1)))
                .isInstanceOf(Verdict.Held.class);
        assertThat(policy.decide(new SendOutcome.Retry(Duration.ZERO, "odd", true), 3, true, new Random(1)))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void being_too_fast_or_broken_never_fails_a_message() {
        Verdict slow = decide(new SendOutcome.SlowDown(SendOutcome.Scope.PAIR, Duration.ofSeconds(4), "pair"), 1_000);

        assertThat(slow.waits().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
        assertThat(decide(new SendOutcome.EndpointBroken(CauseKind.CREDENTIAL, "190"), 1_000))
                .isInstanceOf(Verdict.Again.class);
        assertThat(policy.decide(new SendOutcome.EndpointBroken(CauseKind.CREDENTIAL, "190"), 1, true, new Random(1)))
                .isInstanceOf(Verdict.Held.class);
    }

    private Verdict decide(SendOutcome outcome, int attempts) {
        return policy.decide(outcome, attempts, false, new Random(1));
    }
}
