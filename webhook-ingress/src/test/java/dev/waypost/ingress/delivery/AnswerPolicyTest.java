package dev.waypost.ingress.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.RetryPolicy;
import dev.waypost.platform.http.HttpFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AnswerPolicyTest {
    private static final RetryPolicy TWICE =
            new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(1), 2, Duration.ofMinutes(1));
    private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

    private static Tried answered(int status, int tries) {
        return AnswerPolicy.answered(status, Optional.empty(), tries, TWICE, RANDOM);
    }

    @Test
    void only_success_is_done() {
        assertThat(answered(200, 1)).isEqualTo(new Tried.Done(200));
        assertThat(answered(204, 1)).isEqualTo(new Tried.Done(204));
        for (int status : new int[] {301, 302, 400, 401, 404, 429, 500, 503}) {
            assertThat(answered(status, 1)).isInstanceOf(Tried.Again.class);
        }
    }

    @Test
    void used_up_tries_are_dead() {
        assertThat(answered(500, 2)).isEqualTo(new Tried.Dead(500, "http_5xx"));
    }

    @Test
    void a_refused_address_is_dead_at_once() {
        assertThat(AnswerPolicy.silent(HttpFailure.Kind.URL_REFUSED, null, 1, TWICE, RANDOM))
                .isEqualTo(new Tried.Dead(null, "url_refused"));
    }

    @Test
    void the_wish_of_the_project_is_honoured() {
        var tried = AnswerPolicy.answered(503, Optional.of(Duration.ofSeconds(20)), 1, TWICE, RANDOM);

        assertThat(tried)
                .isInstanceOfSatisfying(
                        Tried.Again.class,
                        again -> assertThat(again.pause()).isGreaterThanOrEqualTo(Duration.ofSeconds(20)));
    }
}
