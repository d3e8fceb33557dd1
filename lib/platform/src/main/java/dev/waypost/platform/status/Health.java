package dev.waypost.platform.status;

/// How something is, the better first.
public enum Health {
    WELL,
    /// It works, with less than it should have.
    DEGRADED,
    DOWN;

    public Health worse(Health other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
