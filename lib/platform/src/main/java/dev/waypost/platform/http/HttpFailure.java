package dev.waypost.platform.http;

/// No answer came; the kind says whether the other side can have acted.
public final class HttpFailure extends Exception {
    /// How far the call got.
    public enum Kind {
        URL_REFUSED(false),
        CONNECT_FAILED(false),
        TIMED_OUT_BEFORE_SEND(false),
        TIMED_OUT_AFTER_SEND(true),
        RESET_AFTER_SEND(true),
        TOO_LARGE(true);

        private final boolean maybeActed;

        Kind(boolean maybeActed) {
            this.maybeActed = maybeActed;
        }
    }

    private final Kind kind;

    HttpFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// Whether the request may have reached the other side and been acted upon.
    public boolean maybeActed() {
        return kind.maybeActed;
    }
}
