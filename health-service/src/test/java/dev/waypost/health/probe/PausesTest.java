package dev.waypost.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.Trouble;
import dev.waypost.health.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PausesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int CONFIRM = 5;
    private static final Look GOOD = new Look(true, "", Duration.ZERO, null);
    private static final Look BAD = new Look(false, "timed out", Duration.ZERO, null);

    private final Pauses pauses = new Pauses(settings());

    @Test
    void endpoints_that_were_looked_at_at_once_spread_out_and_none_is_late() {
        List<Target> well = List.of(target(HealthStatus.HEALTHY, GOOD));
        long[] next = LongStream.range(0, 1000)
                .map(_ -> pauses.next(well, Duration.ZERO))
                .sorted()
                .toArray();

        assertThat(Duration.ofNanos(next[0])).isBetween(Duration.ofSeconds(54), Duration.ofSeconds(55));
        assertThat(Duration.ofNanos(next[999])).isBetween(Duration.ofSeconds(59), MINUTE);
        // No second has much more than its sixth.
        for (int second = 54; second < 60; second++) {
            long from = Duration.ofSeconds(second).toNanos();
            long to = Duration.ofSeconds(second + 1).toNanos();
            assertThat(LongStream.of(next).filter(one -> one >= from && one < to))
                    .hasSizeBetween(100, 240);
        }
    }

    @Test
    void what_a_look_contradicts_is_looked_at_again_soon() {
        assertThat(seconds(HealthStatus.HEALTHY, BAD)).isLessThanOrEqualTo(CONFIRM);
        assertThat(seconds(HealthStatus.UNHEALTHY, GOOD)).isLessThanOrEqualTo(CONFIRM);
        assertThat(seconds(HealthStatus.UNHEALTHY, BAD)).isGreaterThanOrEqualTo(54);
    }

    @Test
    void a_provider_that_asks_for_more_time_gets_it() {
        List<Target> well = List.of(target(HealthStatus.HEALTHY, GOOD));

        assertThat(Duration.ofNanos(pauses.next(well, Duration.ofMinutes(7)))).isEqualTo(Duration.ofMinutes(7));
    }

    private long seconds(HealthStatus status, Look look) {
        return Duration.ofNanos(pauses.next(List.of(target(status, look)), Duration.ZERO))
                .toSeconds();
    }

    private static Target target(HealthStatus status, Look look) {
        var health = new EndpointHealth(
                "tenant",
                "main",
                new Verdict(status, "", Trouble.NONE, 0, 0, false),
                Instant.EPOCH,
                Instant.EPOCH,
                look,
                "server");
        return new Target(health, MINUTE, "tenant/main", 1, 0, Duration.ZERO);
    }

    private static ProbeSettings settings() {
        return new ProbeSettings(
                true,
                Duration.ofMillis(50),
                1024,
                128,
                Duration.ofSeconds(5),
                Duration.ofSeconds(CONFIRM),
                4000,
                50,
                Duration.ofSeconds(15),
                MINUTE);
    }
}
