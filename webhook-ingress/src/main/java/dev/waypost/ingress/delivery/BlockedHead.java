package dev.waypost.ingress.delivery;

import java.time.Duration;

/// Decides what a failed try means for those that stand behind it, by the policy of the project or its tenant.
final class BlockedHead {
    private BlockedHead() {}

    /// @param policy `STRICT`: nothing passes until it is delivered or a person discards it; `SKIP`: all pass at once;
    ///     `PARK`: they wait for its tries
    /// @param longest how often something is tried that is never given up
    static Tried after(Tried tried, String policy, Duration longest) {
        return switch (policy) {
            case "STRICT" ->
                tried instanceof Tried.Dead dead ? new Tried.Again(longest, dead.status(), dead.cause()) : tried;
            case "SKIP" ->
                tried instanceof Tried.Again again
                        ? new Tried.Aside(again.pause(), again.status(), again.cause())
                        : tried;
            default -> tried;
        };
    }
}
