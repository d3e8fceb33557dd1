package dev.waypost.providers;

import dev.waypost.platform.http.HttpFailure;
import java.time.Duration;
import java.util.Locale;

/// What it means for a message that no answer came.
public final class Failures {

    private Failures() {}

    public static SendOutcome outcome(HttpFailure failure) {
        String cause = cause(failure);
        return switch (failure.kind()) {
            case URL_REFUSED -> new SendOutcome.EndpointBroken(CauseKind.SETUP, cause);
            case CONNECT_FAILED, TIMED_OUT_BEFORE_SEND -> new SendOutcome.Retry(Duration.ZERO, cause, false);
            // The request left us: it may have been taken, and no provider promises to drop a second one.
            case TIMED_OUT_AFTER_SEND, RESET_AFTER_SEND, TOO_LARGE -> new SendOutcome.Unknown(cause);
        };
    }

    public static CauseKind kind(HttpFailure failure) {
        return failure.kind() == HttpFailure.Kind.URL_REFUSED ? CauseKind.SETUP : CauseKind.TRANSPORT;
    }

    public static String cause(HttpFailure failure) {
        return "provider: " + failure.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
