package dev.waypost.health.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.health.verdict.Finding;
import dev.waypost.health.verdict.Trouble;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignalPolicyTest {
    private static final Finding FINE = new Finding.Fine();

    @Test
    void an_endpoint_through_which_most_tries_fail_does_not_work_whatever_it_says() {
        Finding lost = SignalPolicy.judge(FINE, new Signal(5, 10, 0, 0, 0));

        assertThat(lost).isInstanceOf(Finding.Lost.class);
        assertThat(lost.trouble()).isEqualTo(Trouble.TRANSPORT);
        assertThat(SignalPolicy.judge(FINE, new Signal(0, 1, 9, 0, 0)).trouble())
                .isEqualTo(Trouble.CREDENTIAL);
        assertThat(SignalPolicy.judge(FINE, new Signal(0, 1, 0, 9, 0)).trouble())
                .isEqualTo(Trouble.SESSION);
    }

    @Test
    void some_failures_limit_it_and_few_tries_say_nothing() {
        assertThat(SignalPolicy.judge(FINE, new Signal(70, 30, 0, 0, 0))).isInstanceOf(Finding.Limited.class);
        assertThat(SignalPolicy.judge(FINE, new Signal(95, 5, 0, 0, 0))).isEqualTo(FINE);
        assertThat(SignalPolicy.judge(FINE, new Signal(0, 9, 0, 0, 0))).isEqualTo(FINE);
    }

    @Test
    void messages_that_nobody_acknowledges_limit_it() {
        Finding limited = SignalPolicy.judge(FINE, new Signal(0, 0, 0, 0, 12));

        assertThat(limited).isInstanceOf(Finding.Limited.class);
        assertThat(limited.trouble()).isEqualTo(Trouble.SESSION);
        assertThat(limited.cause()).contains("12");
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void traffic_never_makes_a_finding_better(long seed) {
        Random random = new Random(seed);
        Finding refused = new Finding.Refused("no", Trouble.CREDENTIAL);
        Finding lost = new Finding.Lost("silent", Trouble.TRANSPORT);
        Finding limited = new Finding.Limited("yellow", Trouble.ACCOUNT);
        Signal signal = new Signal(
                random.nextInt(100), random.nextInt(50), random.nextInt(50), random.nextInt(50), random.nextInt(50));

        assertThat(SignalPolicy.judge(refused, signal)).isEqualTo(refused);
        assertThat(SignalPolicy.judge(lost, signal)).isEqualTo(lost);
        assertThat(SignalPolicy.judge(limited, signal)).isNotInstanceOf(Finding.Fine.class);
    }
}
