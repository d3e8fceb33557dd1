package dev.waypost.platform.http;

import java.time.Duration;

/// How one step towards a server went.
///
/// @param detail what was found, for people
public record ConnectionStep(Kind kind, Outcome outcome, Duration latency, String detail) {

    /// The steps, in order.
    public enum Kind {
        URL,
        DNS,
        TCP,
        TLS
    }

    /// How a step went.
    public enum Outcome {
        PASSED,
        /// It works, but a person should look.
        WARNED,
        FAILED,
        /// Not taken, because an earlier one failed or there is nothing to look at.
        SKIPPED
    }
}
