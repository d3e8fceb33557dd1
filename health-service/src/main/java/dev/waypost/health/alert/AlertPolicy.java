package dev.waypost.health.alert;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides what a value means for the alert about it: raised after a while, over after a while, and nothing in
/// between tells anybody anything.
final class AlertPolicy {
    private AlertPolicy() {}

    /// What becomes of an alert.
    sealed interface Step {
        /// As it was.
        record Nothing() implements Step {}

        /// It is suspected from now on.
        record Suspect() implements Step {}

        /// It was never more than suspected, and is well again.
        record Forget() implements Step {}

        /// People are to look at it.
        record Raise() implements Step {}

        /// It is still so, or so again before it was over.
        record Again(boolean returned) implements Step {}

        /// It looks over since now.
        record Subside() implements Step {}

        /// It is over.
        record Clear() implements Step {}
    }

    /// @param standing null when nothing is kept of it
    /// @param value null when it is well
    /// @param now the store's time, which the standing's times are of
    static Step decide(@Nullable Standing standing, @Nullable Double value, Rule rule, Instant now) {
        boolean over = rule.enabled() && value != null && value >= rule.threshold();
        if (standing == null) {
            return !over ? new Step.Nothing() : rule.raiseAfter().isZero() ? new Step.Raise() : new Step.Suspect();
        }
        boolean under = !rule.enabled() || value == null || value < Math.min(rule.clearThreshold(), rule.threshold());
        if (standing.state() == AlertState.PENDING) {
            // A suspicion is given up below the threshold: it has not told anybody anything.
            return !over
                    ? new Step.Forget()
                    : passed(standing.sinceTime(), now, rule.raiseAfter()) ? new Step.Raise() : new Step.Nothing();
        }
        if (!under) {
            return standing.belowTime() != null ? new Step.Again(true) : new Step.Again(false);
        }
        Instant below = standing.belowTime();
        if (!rule.enabled() || below == null && rule.clearAfter().isZero()) {
            return new Step.Clear();
        }
        return below == null
                ? new Step.Subside()
                : passed(below, now, rule.clearAfter()) ? new Step.Clear() : new Step.Nothing();
    }

    /// A clock that jumped back passes nothing.
    private static boolean passed(Instant since, Instant now, Duration wanted) {
        return Duration.between(since, now).compareTo(wanted) >= 0;
    }
}
