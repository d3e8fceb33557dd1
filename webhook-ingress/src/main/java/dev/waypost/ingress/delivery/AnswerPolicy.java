package dev.waypost.ingress.delivery;

import dev.waypost.lanes.RetryPolicy;
import dev.waypost.platform.http.HttpFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Decides what a project's answer, or its silence, means for a delivery.
final class AnswerPolicy {
    private AnswerPolicy() {}

    /// @param tries made so far, this one included
    static Tried answered(
            int status, Optional<Duration> retryAfter, int tries, RetryPolicy retries, RandomGenerator random) {
        if (status >= 200 && status < 300) {
            return new Tried.Done(status);
        }
        if (status == 410) {
            return new Tried.Dead(status, "gone");
        }
        String cause = status >= 500 ? "http_5xx" : status >= 400 ? "http_4xx" : "http_other";
        return switch (retries.decide(tries, retryAfter, random)) {
            case RetryPolicy.Decision.Again again -> new Tried.Again(again.after(), status, cause);
            case RetryPolicy.Decision.Exhausted exhausted -> new Tried.Dead(status, cause);
        };
    }

    static Tried silent(HttpFailure.Kind kind, int tries, RetryPolicy retries, RandomGenerator random) {
        String cause = switch (kind) {
            case URL_REFUSED -> "url_refused";
            case CONNECT_FAILED -> "connect_failed";
            case TIMED_OUT_BEFORE_SEND, TIMED_OUT_AFTER_SEND -> "timed_out";
            case RESET_AFTER_SEND -> "reset";
            case TOO_LARGE -> "answer_too_large";
        };
        if (kind == HttpFailure.Kind.URL_REFUSED) {
            // Trying again cannot help: the URL has to change first.
            return new Tried.Dead(null, cause);
        }
        return switch (retries.decide(tries, Optional.empty(), random)) {
            case RetryPolicy.Decision.Again again -> new Tried.Again(again.after(), null, cause);
            case RetryPolicy.Decision.Exhausted exhausted -> new Tried.Dead(null, cause);
        };
    }
}
