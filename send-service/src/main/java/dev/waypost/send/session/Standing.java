package dev.waypost.send.session;

/// Where a session stands, as callers see it.
public enum Standing {
    STARTING,
    PAIRING,
    CONNECTED,
    RECONNECTING,
    STOPPED,
    LOGGED_OUT,
    FAILED;

    /// Whether it runs, or tries to.
    boolean isUp() {
        return switch (this) {
            case STARTING, PAIRING, CONNECTED, RECONNECTING -> true;
            case STOPPED, LOGGED_OUT, FAILED -> false;
        };
    }
}
