package dev.waypost.ingress.listener;

import dev.waypost.platform.fault.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the outside is told. Every error has one shape, so that its body reveals nothing but its reason.
///
/// @param contentType absent exactly when the body is empty
/// @param retryAfter when the same request is worth sending again
public record PublicAnswer(
        int status,
        @Nullable String contentType,
        byte[] body,
        @Nullable Duration retryAfter) {
    private static final byte[] EMPTY = {};

    /// The one answer of the hot path: providers read the status and nothing else.
    public static final PublicAnswer OK = new PublicAnswer(200, null, EMPTY, null);

    public static PublicAnswer text(String text) {
        return new PublicAnswer(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), null);
    }

    public static PublicAnswer json(String json) {
        return new PublicAnswer(200, "application/json", json.getBytes(StandardCharsets.UTF_8), null);
    }

    /// RFC 9457, with the registered reason beside the status.
    public static PublicAnswer problem(Reason reason) {
        return problem(reason.httpStatus(), reason.name(), reason.meaning())
                .retryingAfter(reason.retry() == Reason.Retry.AFTER_DELAY ? Duration.ofSeconds(1) : null);
    }

    /// A refusal by the protocol itself, for which no RPC has a reason.
    public static PublicAnswer refused(int status, String title) {
        return problem(status, "FIELD_INVALID", title);
    }

    private static PublicAnswer problem(int status, String reason, String title) {
        String json = "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"reason\":\""
                + reason + "\"}";
        return new PublicAnswer(status, "application/problem+json", json.getBytes(StandardCharsets.UTF_8), null);
    }

    private PublicAnswer retryingAfter(@Nullable Duration wait) {
        return new PublicAnswer(status, contentType, body, wait);
    }
}
