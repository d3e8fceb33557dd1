package dev.waypost.health.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.health.verdict.Finding.Fine;
import dev.waypost.health.verdict.Finding.Limited;
import dev.waypost.health.verdict.Finding.Lost;
import dev.waypost.health.verdict.Finding.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for any sequence of probes; each case is named by the seed that makes it again.
class VerdictPolicyPropertyTest {
    private static final int LENGTH = 300;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void silence_moves_a_verdict_no_more_often_than_its_runs_allow(long seed) {
        Random random = new Random(seed);
        Thresholds thresholds = thresholds(random);
        List<Finding> findings = IntStream.range(0, LENGTH)
                .<Finding>mapToObj(_ -> random.nextBoolean() ? new Fine() : new Lost("lost", Trouble.TRANSPORT))
                .toList();

        List<Verdict> verdicts = run(findings, thresholds);

        long moves = IntStream.range(1, verdicts.size())
                .filter(i -> verdicts.get(i).status().carries()
                        != verdicts.get(i - 1).status().carries())
                .count();
        assertThat(moves)
                .isLessThanOrEqualTo(1 + 2L * LENGTH / (thresholds.failuresToFall() + thresholds.successesToRise()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void counters_are_the_runs_at_the_end(long seed) {
        Random random = new Random(seed);
        Thresholds thresholds = thresholds(random);
        List<Finding> findings = any(random);

        List<Verdict> verdicts = run(findings, thresholds);

        int failures = 0;
        int successes = 0;
        for (int i = 0; i < findings.size(); i++) {
            boolean good = findings.get(i) instanceof Fine || findings.get(i) instanceof Limited;
            failures = good ? 0 : failures + 1;
            successes = good ? successes + 1 : 0;
            assertThat(verdicts.get(i).failures()).isEqualTo(failures);
            assertThat(verdicts.get(i).successes()).isEqualTo(successes);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void long_enough_run_decides_whatever_came_before(long seed) {
        Random random = new Random(seed);
        Thresholds thresholds = thresholds(random);
        Verdict before = run(any(random), thresholds).getLast();

        Verdict risen = before;
        Verdict fallen = before;
        for (int i = 0; i < Math.max(thresholds.failuresToFall(), thresholds.successesToRise()); i++) {
            risen = VerdictPolicy.next(risen, new Fine(), thresholds);
            fallen = VerdictPolicy.next(fallen, new Lost("lost", Trouble.TRANSPORT), thresholds);
        }

        assertThat(risen.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(risen.cause()).isEmpty();
        assertThat(fallen.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(fallen.cause()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void refusal_is_never_waited_for(long seed) {
        Random random = new Random(seed);
        Thresholds thresholds = thresholds(random);
        Verdict before = run(any(random), thresholds).getLast();

        Verdict refused = VerdictPolicy.next(before, new Refused("no", Trouble.CREDENTIAL), thresholds);

        assertThat(refused.status()).isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(VerdictPolicy.next(refused, new Fine(), thresholds).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    private static Thresholds thresholds(Random random) {
        return new Thresholds(1 + random.nextInt(6), 1 + random.nextInt(6));
    }

    private static List<Finding> any(Random random) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            findings.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new Fine();
                        case 1 -> new Limited("limited", Trouble.ACCOUNT);
                        case 2 -> new Refused("refused", Trouble.CREDENTIAL);
                        default -> new Lost("lost", Trouble.TRANSPORT);
                    });
        }
        return findings;
    }

    private static List<Verdict> run(List<Finding> findings, Thresholds thresholds) {
        List<Verdict> verdicts = new ArrayList<>();
        Verdict verdict = Verdict.NONE;
        for (Finding finding : findings) {
            verdict = VerdictPolicy.next(verdict, finding, thresholds);
            verdicts.add(verdict);
        }
        return verdicts;
    }
}
