package dev.waypost.providers;

/// Where a session stands, in words that belong to no gateway.
public enum SessionState {
    /// There is none.
    ABSENT,
    STARTING,
    /// Waits for a person.
    PAIRING,
    CONNECTED,
    STOPPED,
    LOGGED_OUT,
    FAILED
}
