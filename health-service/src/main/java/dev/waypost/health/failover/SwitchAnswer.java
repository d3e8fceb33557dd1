package dev.waypost.health.failover;

/// What config-service made of a switch.
sealed interface SwitchAnswer {
    /// @param revision the tenant's, now
    record Done(long revision) implements SwitchAnswer {}

    /// Somebody changed the tenant since it was decided.
    ///
    /// @param revision the tenant's, now; 0 when it was not told
    record Overtaken(String why, long revision) implements SwitchAnswer {}

    /// Nobody answered: whether it was done is not known, and the same request finds out.
    record Unreachable(String why) implements SwitchAnswer {}
}
