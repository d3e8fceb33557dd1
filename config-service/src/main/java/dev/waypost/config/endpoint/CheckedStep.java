package dev.waypost.config.endpoint;

import java.time.Duration;

/// How one step of an endpoint's check went.
///
/// @param detail what was found, for people, without secrets
record CheckedStep(Kind kind, Outcome outcome, Duration latency, String detail) {

    /// The steps, in order.
    enum Kind {
        URL,
        DNS,
        TCP,
        TLS,
        AUTH,
        ACCOUNT,
        WEBHOOK
    }

    /// How a step went.
    enum Outcome {
        PASSED,
        WARNED,
        FAILED,
        SKIPPED
    }

    boolean failed() {
        return outcome == Outcome.FAILED;
    }
}
