package dev.waypost.ingress.delivery;

import dev.waypost.lanes.Destinations;
import dev.waypost.lanes.RetryPolicy;
import dev.waypost.platform.http.HttpFailure;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Decides what a project's answer, or its silence, means for a delivery.
final class AnswerPolicy {
    private static final Set<String> SILENCE =
            Set.of("connect_failed", "dns_failed", "tls_failed", "timed_out", "reset");

    private AnswerPolicy() {}

    /// @param tries made so far, this one included
    static Tried answered(
            int status, Optional<Duration> retryAfter, int tries, RetryPolicy retries, RandomGenerator random) {
        if (status >= 200 && status < 300) {
            return new Tried.Done(status);
        }
        String cause = status >= 500 ? "http_5xx" : status >= 400 ? "http_4xx" : "http_other";
        return switch (retries.decide(tries, retryAfter, random)) {
            case RetryPolicy.Decision.Again again -> new Tried.Again(again.after(), status, cause);
            case RetryPolicy.Decision.Exhausted exhausted -> new Tried.Dead(status, cause);
        };
    }

    /// What a try of a delivery says of the project.
    static Destinations.Trial trialOf(Tried tried) {
        return switch (tried) {
            case Tried.Done done -> Destinations.Trial.WORKS;
            case Tried.Parked parked -> Destinations.Trial.NOT_TRIED;
            case Tried.Again again -> trialOf(again.status(), again.cause());
            case Tried.Aside aside -> trialOf(aside.status(), aside.cause());
            case Tried.Dead dead -> trialOf(dead.status(), dead.cause());
        };
    }

    private static Destinations.Trial trialOf(@Nullable Integer status, String cause) {
        if (status != null) {
            // Who refuses what it is given is at work all the same.
            return status < 500 && status != 429 ? Destinations.Trial.WORKS : Destinations.Trial.FAILS;
        }
        return SILENCE.contains(cause) ? Destinations.Trial.FAILS : Destinations.Trial.NOT_TRIED;
    }

    /// @param why what happened below, where it is known
    static Tried silent(
            HttpFailure.Kind kind, @Nullable Throwable why, int tries, RetryPolicy retries, RandomGenerator random) {
        String cause = switch (kind) {
            case URL_REFUSED -> "url_refused";
            case CONNECT_FAILED ->
                switch (why) {
                    case UnknownHostException unknown -> "dns_failed";
                    case SSLException refused -> "tls_failed";
                    case null, default -> "connect_failed";
                };
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
