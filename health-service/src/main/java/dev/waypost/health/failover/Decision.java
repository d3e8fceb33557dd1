package dev.waypost.health.failover;

import java.time.Duration;

/// What is to be done about a tenant's traffic now.
public sealed interface Decision {
    /// Nothing.
    record Rest() implements Decision {}

    /// Nothing yet.
    ///
    /// @param again when to decide anew, at the latest
    record Wait(Move move, Hold hold, Duration again) implements Decision {}

    /// Too much time has passed since somebody looked at this endpoint.
    record Look(String endpointId) implements Decision {}

    /// A person decides.
    record Propose(Move move) implements Decision {}

    /// It moves.
    record Commit(Move move) implements Decision {}
}
