package dev.waypost.embedded;

/// Something on this machine keeps us from starting; the message is one line that says what is wrong and what to do.
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
