package dev.waypost.health.failover;

/// Where a move stands.
public enum State {
    WAITING,
    PROPOSED,
    DECIDED,
    DONE,
    OVERTAKEN,
    WITHDRAWN,
    REJECTED;

    public boolean isOpen() {
        return this == WAITING || this == PROPOSED || this == DECIDED;
    }
}
