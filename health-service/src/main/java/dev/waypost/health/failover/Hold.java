package dev.waypost.health.failover;

/// What a move waits for.
public enum Hold {
    NONE,
    NO_HEALTHY_ENDPOINT,
    COOLDOWN,
    TOO_MANY,
    MASS_FAILURE,
    CONFIG_UNREACHABLE
}
