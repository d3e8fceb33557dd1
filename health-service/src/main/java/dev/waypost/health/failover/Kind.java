package dev.waypost.health.failover;

/// Why traffic moves.
public enum Kind {
    /// The endpoint is unhealthy.
    FALL,
    /// The endpoint that the traffic came from is healthy again.
    RETURN,
    /// Its server is being drained.
    DRAIN
}
