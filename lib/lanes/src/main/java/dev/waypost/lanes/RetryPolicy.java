package dev.waypost.lanes;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Decides when a failed try is made again, or that it is not: full jitter under an exponential ceiling.
///
/// @param base the first ceiling; it doubles with every attempt
/// @param cap the highest ceiling
/// @param maxAttempts tries in all, the first included
/// @param longestRetryAfter a destination's own wish is honoured up to here
public record RetryPolicy(Duration base, Duration cap, int maxAttempts, Duration longestRetryAfter) {
    /// What to do after a failed try.
    public sealed interface Decision {
        /// Try again after the wait.
        record Again(Duration after) implements Decision {}

        /// Give up: the tries are used up.
        record Exhausted(int attempts) implements Decision {}
    }

    public RetryPolicy {
        if (base.isNegative()
                || base.isZero()
                || cap.compareTo(base) < 0
                || maxAttempts < 1
                || longestRetryAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "0 < base <= cap, maxAttempts >= 1 and longestRetryAfter >= 0 must hold");
        }
    }

    /// @param attempts tries made so far, the one that just failed included
    /// @param retryAfter what the destination asked for; never shortens its wish, except to the bound
    public Decision decide(int attempts, Optional<Duration> retryAfter, RandomGenerator random) {
        if (attempts >= maxAttempts) {
            return new Decision.Exhausted(attempts);
        }
        Duration jitter = Duration.ofMillis(random.nextLong(1, ceiling(attempts).toMillis() + 1));
        Duration wished = retryAfter
                .map(wish -> wish.compareTo(longestRetryAfter) > 0 ? longestRetryAfter : wish)
                .filter(Duration::isPositive)
                // Those who were told the same moment must not all come at it.
                .map(wish -> wish.plusMillis(random.nextLong(0, Math.max(1, wish.toMillis() / 10))))
                .orElse(Duration.ZERO);
        return new Decision.Again(jitter.compareTo(wished) > 0 ? jitter : wished);
    }

    /// The longest wait after so many attempts.
    public Duration ceiling(int attempts) {
        int doublings = Math.min(Math.max(attempts - 1, 0), 30);
        long factor = 1L << doublings;
        return base.compareTo(cap.dividedBy(factor)) >= 0 ? cap : base.multipliedBy(factor);
    }
}
