package dev.waypost.providers;

import java.time.Duration;

/// What one look at an endpoint showed.
public sealed interface ProbeOutcome {

    /// It can send.
    record Healthy(NumberFacts facts) implements ProbeOutcome {
        public Healthy() {
            this(NumberFacts.NONE);
        }
    }

    /// It can send, with limits.
    record Degraded(String cause, NumberFacts facts) implements ProbeOutcome {
        public Degraded(String cause) {
            this(cause, NumberFacts.NONE);
        }
    }

    /// The provider would not say: it was asked too often.
    ///
    /// @param after when it may be asked again
    record Withheld(String cause, Duration after) implements ProbeOutcome {}

    /// It cannot send.
    record Unhealthy(CauseKind kind, String cause) implements ProbeOutcome {}
}
