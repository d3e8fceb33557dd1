package dev.waypost.ingress.gateway;

import dev.waypost.ingress.intake.Taken;

/// What became of an [Arrival].
sealed interface Outcome {
    /// Committed, and its lock with it.
    record Stored(Taken taken) implements Outcome {}

    /// The message was there before; nothing was changed.
    record Duplicate(Found found) implements Outcome {}

    /// Things were not as believed; nothing was changed.
    record Mistaken(Found found) implements Outcome {}
}
