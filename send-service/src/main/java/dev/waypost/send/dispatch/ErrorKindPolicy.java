package dev.waypost.send.dispatch;

import dev.waypost.platform.tally.Count;

/// Which kind of error a failed try is counted as.
final class ErrorKindPolicy {
    private ErrorKindPolicy() {}

    static Count of(String reason) {
        return switch (reason) {
            case "OUTCOME_UNKNOWN" -> Count.ERROR_TIMEOUT;
            case "ENDPOINT_UNREACHABLE" -> Count.ERROR_NETWORK;
            case "ENDPOINT_CREDENTIAL_REFUSED", "ENDPOINT_ACCOUNT_BLOCKED", "ACCOUNT_RESTRICTED" -> Count.ERROR_AUTH;
            case "SESSION_NOT_CONNECTED" -> Count.ERROR_SESSION;
            case "RATE_LIMITED" -> Count.ERROR_RATE;
            case "RECIPIENT_UNREACHABLE", "WINDOW_CLOSED" -> Count.ERROR_RECIPIENT;
            case "CONTENT_REFUSED", "CONTENT_UNSUPPORTED", "TEMPLATE_REJECTED" -> Count.ERROR_CONTENT;
            case "PROVIDER_UNAVAILABLE" -> Count.ERROR_PROVIDER;
            default -> Count.ERROR_OTHER;
        };
    }
}
