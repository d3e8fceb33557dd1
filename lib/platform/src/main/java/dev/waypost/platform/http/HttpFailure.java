package dev.waypost.platform.http;

import java.io.IOException;
import java.io.InterruptedIOException;

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

    /// Nothing of the request was sent.
    static HttpFailure before(IOException cause) {
        if (cause instanceof AddressRefused) {
            return of(Kind.URL_REFUSED, cause);
        }
        return of(isTimeout(cause) ? Kind.TIMED_OUT_BEFORE_SEND : Kind.CONNECT_FAILED, cause);
    }

    /// Something of the request was sent, maybe all of it.
    static HttpFailure after(Exception cause) {
        return of(isTimeout(cause) ? Kind.TIMED_OUT_AFTER_SEND : Kind.RESET_AFTER_SEND, cause);
    }

    static HttpFailure tooLarge(int most, IOException cause) {
        return new HttpFailure(Kind.TOO_LARGE, "the answer is longer than " + most + " bytes", cause);
    }

    /// Messages of libraries may quote what the other side said.
    private static HttpFailure of(Kind kind, Exception cause) {
        return new HttpFailure(kind, cause.getClass().getSimpleName(), cause);
    }

    private static boolean isTimeout(Exception cause) {
        return cause instanceof InterruptedIOException;
    }

    public Kind kind() {
        return kind;
    }

    /// Whether the request may have reached the other side and been acted upon.
    public boolean maybeActed() {
        return kind.maybeActed;
    }
}
