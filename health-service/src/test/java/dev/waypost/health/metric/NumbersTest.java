package dev.waypost.health.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.TallyBatch;
import dev.waypost.platform.tally.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NumbersTest {
    private static final Duration KEPT = Duration.ofHours(48);
    private static final Instant NOW = Instant.parse("2026-03-04T10:30:20Z");
    private static final long HOUR = NOW.getEpochSecond() / 3600;

    @Test
    void counts_add_up_and_read_back() {
        Numbers numbers = Numbers.parse("A:3,S:2,d20:1");
        numbers.add("S:1,EA:1,d20:4,d_:900");

        assertThat(Numbers.parse(numbers.write()).values()).isEqualTo(numbers.values());
        assertThat(numbers.of(Count.SENT)).isEqualTo(3);
        assertThat(numbers.errors()).isEqualTo(1);
        assertThat(numbers.errorRate()).isEqualTo(0.25);
        assertThat(numbers.successRate()).isEqualTo(0.75);
        assertThat(numbers.mean(Timing.DISPATCH)).isEqualTo(Duration.ofNanos(180_000));
    }

    @Test
    void text_that_is_no_count_is_passed_over_and_a_newer_code_is_kept() {
        Numbers numbers = Numbers.parse("A:3,nonsense,ZZ:4,S:x,:5,D:99999999999999999999");

        assertThat(numbers.values()).isEqualTo(Map.of("A", 3L, "ZZ", 4L));
    }

    @Test
    void nothing_tried_is_no_failure() {
        assertThat(new Numbers().errorRate()).isZero();
        assertThat(new Numbers().successRate()).isEqualTo(1);
        assertThat(new Numbers().percentile(Timing.ACCEPT, 0.99)).isNull();
    }

    @Test
    void a_batch_that_comes_again_counts_once() {
        var first = new TallyBatch("p", 1, 600, List.of(new TallyBatch.Line("acme", "main", "S:2")));
        var second = new TallyBatch("p", 2, 600, List.of(new TallyBatch.Line("acme", "main", "S:3")));

        Rolled rolled = Rolled.of(List.of(first, second, first, second), Map.of());
        Rolled again = Rolled.of(List.of(first, second), rolled.processes());

        assertThat(sent(rolled, "acme", "main", 600)).isEqualTo(5);
        assertThat(sent(rolled, "", "", 600)).isEqualTo(5);
        assertThat(again.minutes()).isEmpty();
    }

    @Test
    void what_has_no_place_of_its_own_counts_for_the_platform() {
        var batch = new TallyBatch("p", 1, 600, List.of(new TallyBatch.Line("", "", "S:2")));

        Rolled rolled = Rolled.of(List.of(batch), Map.of());

        assertThat(rolled.minutes()).hasSize(1);
        assertThat(sent(rolled, "", "", 600)).isEqualTo(2);
        assertThat(rolled.hours().keySet().stream().map(Rolled.Place::time)).containsExactlyInAnyOrder(0L, 10L);
    }

    @Test
    void the_hour_under_way_is_read_as_a_whole() {
        Window window = Window.of(NOW.minusSeconds(7200), null, NOW, KEPT);

        assertThat(window.firstHour()).isEqualTo(HOUR - 1);
        assertThat(window.lastHour()).isEqualTo(HOUR);
        assertThat(window.headUntil() - window.headFrom()).isEqualTo(30);
        assertThat(window.hasTail()).isFalse();
    }

    @Test
    void a_span_within_an_hour_is_read_in_minutes() {
        Window window = Window.of(NOW.minusSeconds(1200), NOW.minusSeconds(600), NOW, KEPT);

        assertThat(window.hasHours()).isFalse();
        assertThat(window.headUntil() - window.headFrom()).isEqualTo(10);
        assertThat(window.rounded().firstHour()).isEqualTo(HOUR);
        assertThat(window.rounded().lastHour()).isEqualTo(HOUR);
    }

    @Test
    void a_span_between_hours_has_minutes_at_both_ends() {
        Window window =
                Window.of(Instant.parse("2026-03-04T06:50:00Z"), Instant.parse("2026-03-04T09:10:00Z"), NOW, KEPT);

        assertThat(window.lastHour() - window.firstHour()).isEqualTo(1);
        assertThat(window.headUntil() - window.headFrom()).isEqualTo(10);
        assertThat(window.tailUntil() - window.tailFrom()).isEqualTo(10);
        assertThat(window.rounded().firstHour()).isEqualTo(window.firstHour() - 1);
        assertThat(window.rounded().lastHour()).isEqualTo(window.lastHour() + 1);
    }

    @Test
    void what_is_older_than_minutes_is_rounded_to_hours() {
        Window window = Window.of(NOW.minusSeconds(40 * 86400), NOW.minusSeconds(30 * 86400), NOW, KEPT);

        assertThat(window.hasHead()).isFalse();
        assertThat(window.hasTail()).isFalse();
        assertThat(window.lastHour() - window.firstHour()).isEqualTo(240);
    }

    @Test
    void no_span_is_everything_there_ever_was() {
        assertThat(Window.of(null, null, NOW, KEPT)).isEqualTo(Window.EVERYTHING);
    }

    private static long sent(Rolled rolled, String tenantId, String endpointId, long minute) {
        return rolled.minutes()
                .getOrDefault(new Rolled.Place(tenantId, endpointId, minute), new Numbers())
                .of(Count.SENT);
    }
}
