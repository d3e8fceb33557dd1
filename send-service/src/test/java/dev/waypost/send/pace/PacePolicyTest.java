package dev.waypost.send.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.send.pace.PacePolicy.Sender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacePolicyTest {
    private static final String SERVER = "https://waha.example.com:3000/some/path";
    private static final PaceSettings SETTINGS =
            new PaceSettings(50, 80, 1000, Duration.ofSeconds(6), 45, 60, 10, 100, 250, 7);

    @Test
    void a_number_of_metas_has_its_own_limit_and_one_for_each_user() {
        List<Bucket> buckets = PacePolicy.dispatch(SETTINGS, new Sender.Meta("123", "https://x", 80), "u", true);

        assertThat(buckets)
                .containsExactly(
                        Bucket.of("number:123", 80, Duration.ofSeconds(1), 8),
                        Bucket.of("pair:123:u", 1, Duration.ofSeconds(6), 45));
    }

    @Test
    void a_number_that_meta_raised_is_faster() {
        List<Bucket> buckets = PacePolicy.dispatch(SETTINGS, new Sender.Meta("123", "https://x", 1000), "u", false);

        assertThat(buckets.getFirst().eachMicros()).isEqualTo(1000);
    }

    @Test
    void all_numbers_on_one_server_share_what_it_bears_whatever_their_path() {
        List<Bucket> one = PacePolicy.dispatch(SETTINGS, new Sender.Gateway("a/1", SERVER, 9), "u", false);
        List<Bucket> other = PacePolicy.dispatch(
                SETTINGS, new Sender.Gateway("b/2", "https://waha.example.com:3000", 9), "u", false);

        assertThat(one).containsOnlyOnce(other.get(1));
        assertThat(other.get(1)).isEqualTo(Bucket.of("server:waha.example.com:3000", 100, Duration.ofSeconds(1), 10));
        assertThat(one.getFirst()).isEqualTo(Bucket.of("number:a/1", 60, Duration.ofMinutes(1), 10));
        assertThat(one).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"0, 35", "1, 71", "2, 107", "5, 214", "6, 250", "7, 250", "400, 250"})
    void a_young_gateway_number_meets_more_users_from_day_to_day(int ageDays, int users) {
        List<Bucket> buckets = PacePolicy.dispatch(SETTINGS, new Sender.Gateway("a/1", SERVER, ageDays), "u", true);

        assertThat(buckets.getLast()).isEqualTo(Bucket.of("new:a/1", users, Duration.ofDays(1), users));
    }

    @Test
    void without_a_bound_nobody_counts_as_new() {
        var unbounded = new PaceSettings(50, 80, 1000, Duration.ofSeconds(6), 45, 60, 10, 100, 0, 7);

        assertThat(PacePolicy.dispatch(unbounded, new Sender.Gateway("a/1", SERVER, 0), "u", true))
                .hasSize(2);
    }

    @Test
    void a_share_of_a_limit_is_slower_and_holds_less_but_never_nothing() {
        assertThat(Bucket.of("b", 10, Duration.ofSeconds(10), 10).slowed(50)).isEqualTo(new Bucket("b", 2_000_000, 5));
        assertThat(Bucket.of("b", 1, Duration.ofSeconds(10), 1).slowed(1).most())
                .isEqualTo(1);
    }
}
