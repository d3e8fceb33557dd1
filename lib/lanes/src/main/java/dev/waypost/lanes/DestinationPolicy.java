package dev.waypost.lanes;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Decides how much a destination is asked to take: all while it works, nothing for a while after it failed again and
/// again, then one try, and from its success on twice as many at a time.
///
/// @param failures failed tries in a row that let a destination rest
/// @param rest the first rest; it doubles with every probe that fails
/// @param longestRest the longest rest
/// @param full tries at once from which a destination counts as working again
public record DestinationPolicy(int failures, Duration rest, Duration longestRest, int full) {
    /// What is known of a destination.
    public sealed interface Condition {
        /// It works; so many tries failed since the last that did not.
        record Working(int failed) implements Condition {}

        /// It is left alone until then, by the process's own clock.
        record Resting(long until, int rests) implements Condition {}

        /// One try finds out.
        record Probing(int rests) implements Condition {}

        /// It answers again: so many at once, until as many went well.
        record Ramping(int limit, int succeeded) implements Condition {}
    }

    public DestinationPolicy {
        if (failures < 1 || full < 1 || !rest.isPositive() || longestRest.compareTo(rest) < 0) {
            throw new IllegalArgumentException("failures >= 1, full >= 1 and 0 < rest <= longestRest must hold");
        }
    }

    public Condition initial() {
        return new Condition.Working(0);
    }

    /// The condition of who was away for a reason of its own and is back.
    public Condition doubted() {
        return new Condition.Probing(0);
    }

    /// The condition at a moment: a rest ends by itself.
    public Condition at(Condition condition, long now) {
        return condition instanceof Condition.Resting resting && resting.until() - now <= 0
                ? new Condition.Probing(resting.rests())
                : condition;
    }

    public Condition succeeded(Condition condition) {
        return switch (condition) {
            case Condition.Working working -> initial();
            // A try from before the rest: one that went well does not say that the next will.
            case Condition.Resting resting -> resting;
            case Condition.Probing probing -> ramp(2, 0);
            case Condition.Ramping ramping -> ramp(ramping.limit(), ramping.succeeded() + 1);
        };
    }

    private Condition ramp(int limit, int succeeded) {
        if (succeeded < limit) {
            return limit >= full ? initial() : new Condition.Ramping(limit, succeeded);
        }
        return ramp(limit * 2, 0);
    }

    public Condition failed(Condition condition, long now, RandomGenerator random) {
        return switch (condition) {
            case Condition.Working working ->
                working.failed() + 1 < failures ? new Condition.Working(working.failed() + 1) : resting(now, 1, random);
            case Condition.Resting resting -> resting;
            case Condition.Probing probing -> resting(now, probing.rests() + 1, random);
            case Condition.Ramping ramping -> resting(now, 1, random);
        };
    }

    private Condition resting(long now, int rests, RandomGenerator random) {
        long factor = 1L << Math.min(rests - 1, 30);
        long nanos = rest.compareTo(longestRest.dividedBy(factor)) >= 0
                ? longestRest.toNanos()
                : rest.multipliedBy(factor).toNanos();
        // Processes that began to rest together must not come back together.
        return new Condition.Resting(now + nanos * 3 / 4 + random.nextLong(nanos / 4 + 1), rests);
    }

    /// Tries that may be under way at once.
    ///
    /// @param most what the destination is allowed when it works
    public int limit(Condition condition, int most) {
        return switch (condition) {
            case Condition.Working working -> most;
            case Condition.Resting resting -> 0;
            case Condition.Probing probing -> 1;
            case Condition.Ramping ramping -> Math.min(ramping.limit(), most);
        };
    }
}
