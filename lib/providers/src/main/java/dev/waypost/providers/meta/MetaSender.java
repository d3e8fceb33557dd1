package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpCall;
import dev.waypost.platform.http.HttpFailure;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Content;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.OutgoingMessage;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.Sender;
import java.time.Duration;
import java.util.Locale;

/// Sends through `POST /{version}/{phone-number-id}/messages`.
public final class MetaSender implements Sender {
    private final GuardedHttp http;

    public MetaSender(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public boolean carries(Content content) {
        return switch (content) {
            case Content.Text _, Content.Location _, Content.Reaction _, Content.Template _ -> true;
            case Content.Media media -> media.link() != null || media.mediaId() != null;
        };
    }

    @Override
    public SendOutcome send(EndpointAccess endpoint, OutgoingMessage message, Duration timeout) {
        HttpCall call;
        try {
            byte[] body = MetaJson.write(MetaBodies.body(message));
            call = MetaCalls.onNumber(endpoint, "POST", "/messages", body, timeout);
        } catch (IllegalArgumentException incomplete) {
            return new SendOutcome.EndpointBroken(CauseKind.ACCOUNT, String.valueOf(incomplete.getMessage()));
        }
        try {
            return outcome(http.send(call));
        } catch (HttpFailure failure) {
            return outcome(failure);
        }
    }

    static SendOutcome outcome(HttpAnswer answer) {
        return MetaError.in(answer).map(MetaErrors::outcome).orElseGet(() -> withoutEnvelope(answer));
    }

    static SendOutcome outcome(HttpFailure failure) {
        String cause =
                "provider: " + failure.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return switch (failure.kind()) {
            case URL_REFUSED -> new SendOutcome.EndpointBroken(CauseKind.TRANSPORT, cause);
            case CONNECT_FAILED, TIMED_OUT_BEFORE_SEND -> new SendOutcome.Retry(Duration.ZERO, cause, false);
            // The request left us: it may have been taken, and the API has no idempotency key.
            case TIMED_OUT_AFTER_SEND, RESET_AFTER_SEND, TOO_LARGE -> new SendOutcome.Unknown(cause);
        };
    }

    private static SendOutcome withoutEnvelope(HttpAnswer answer) {
        int status = answer.status();
        String cause = "HTTP " + status + " without a Graph error";
        Duration wait = MetaError.retryAfter(answer.headers()).orElse(Duration.ZERO);
        if (status >= 200 && status < 300) {
            JsonNode id = MetaJson.read(answer.body()).path("messages").path(0).path("id");
            return id.isTextual() && !id.asText().isEmpty()
                    ? new SendOutcome.Accepted(id.asText())
                    : new SendOutcome.Unknown("HTTP " + status + " without a message id");
        }
        return switch (status) {
            case 401 -> new SendOutcome.EndpointBroken(CauseKind.CREDENTIAL, cause);
            case 429 -> new SendOutcome.SlowDown(SendOutcome.Scope.NUMBER, wait, cause);
            case 408, 502, 503 -> new SendOutcome.Retry(wait, cause, false);
            case 400, 413, 422 -> new SendOutcome.Refused(SendOutcome.Refusal.CONTENT, "HTTP_" + status, cause);
            default ->
                // A server that fails midway, or a gateway that gave up waiting, may have passed it on.
                status >= 500
                        ? new SendOutcome.Unknown(cause)
                        : new SendOutcome.EndpointBroken(CauseKind.TRANSPORT, cause);
        };
    }
}
