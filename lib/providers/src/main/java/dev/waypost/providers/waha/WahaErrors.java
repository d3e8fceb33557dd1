package dev.waypost.providers.waha;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.AnswerJson;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Content;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.SendOutcome.Refusal;
import java.time.Duration;

/// What WAHA's answers mean for a message.
final class WahaErrors {
    private static final Duration STARTING = Duration.ofSeconds(5);

    private WahaErrors() {}

    static SendOutcome outcome(HttpAnswer answer, Content content) {
        JsonNode body = AnswerJson.read(answer);
        if (answer.isSuccess()) {
            return accepted(answer, body, content);
        }
        String code = "HTTP_" + answer.status();
        String said = said(body);
        return switch (answer.status()) {
            case 401, 403 -> new SendOutcome.EndpointBroken(CauseKind.CREDENTIAL, "WAHA refuses the key");
            case 404 -> missing(body, said);
            case 422 -> body.has("expected") ? notReady(body) : new SendOutcome.Refused(Refusal.CONTENT, code, said);
            case 400, 413 -> new SendOutcome.Refused(Refusal.CONTENT, code, said);
            case 429 ->
                new SendOutcome.SlowDown(SendOutcome.Scope.NUMBER, AnswerJson.retryAfter(answer), "WAHA: HTTP 429");
            case 501 -> new SendOutcome.Refused(Refusal.UNSUPPORTED, code, "the engine of this WAHA cannot: " + said);
            case 500 -> failed(body);
            default ->
                answer.status() == 408 || answer.status() >= 500
                        ? new SendOutcome.Unknown("WAHA: HTTP " + answer.status())
                        : new SendOutcome.EndpointBroken(CauseKind.TRANSPORT, "HTTP " + answer.status());
        };
    }

    private static SendOutcome accepted(HttpAnswer answer, JsonNode body, Content content) {
        boolean withoutId = content.isSignal() || content instanceof Content.Reaction;
        return WahaIds.in(body)
                .<SendOutcome>map(SendOutcome.Accepted::new)
                .orElseGet(() -> withoutId && (body.isContainerNode() || answer.body().length == 0)
                        ? new SendOutcome.Accepted(null)
                        : new SendOutcome.Unknown("HTTP " + answer.status() + " without a message id"));
    }

    private static SendOutcome missing(JsonNode body, String said) {
        if (said.startsWith("Cannot ")) {
            return new SendOutcome.Refused(Refusal.UNSUPPORTED, "HTTP_404", "this version of WAHA has no such call");
        }
        return body.isObject()
                ? new SendOutcome.EndpointBroken(CauseKind.SESSION, "there is no such session")
                : new SendOutcome.EndpointBroken(CauseKind.TRANSPORT, "HTTP 404");
    }

    private static SendOutcome notReady(JsonNode body) {
        String status = AnswerJson.word(body.path("status").asText(""));
        return status.equals("STARTING")
                ? new SendOutcome.Retry(STARTING, "the session is STARTING", false)
                : new SendOutcome.EndpointBroken(
                        CauseKind.SESSION, "the session is " + status + " (expected: WORKING)");
    }

    /// The body of a 500 repeats our request, so nothing of it is kept but what is known.
    private static SendOutcome failed(JsonNode body) {
        String message = body.path("exception").path("message").asText("");
        if (message.matches("(?s).*\\b463\\b.*")) {
            return new SendOutcome.Refused(
                    Refusal.RESTRICTED, "463", "WhatsApp lets this account not write to new people now");
        }
        return new SendOutcome.Unknown("WAHA: HTTP 500");
    }

    private static String said(JsonNode body) {
        JsonNode message = body.path("message");
        String text = message.isArray() ? message.path(0).asText("") : message.asText("");
        return text.isEmpty() ? body.path("error").asText("no reason given") : text;
    }
}
