package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpCall;
import dev.waypost.platform.http.HttpFailure;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProbeOutcome;
import dev.waypost.providers.Prober;
import dev.waypost.providers.SendOutcome;
import java.time.Duration;

/// Looks at the phone number node: one management call, which says what Meta thinks of number, account and app.
public final class MetaProber implements Prober {
    private static final String FIELDS =
            "?fields=id,display_phone_number,verified_name,status,quality_rating,health_status";

    private final GuardedHttp http;

    public MetaProber(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public ProbeOutcome probe(EndpointAccess endpoint, Duration timeout) {
        HttpCall call;
        try {
            call = MetaCalls.onNumber(endpoint, "GET", FIELDS, new byte[0], timeout);
        } catch (IllegalArgumentException incomplete) {
            return new ProbeOutcome.Unhealthy(CauseKind.ACCOUNT, String.valueOf(incomplete.getMessage()));
        }
        try {
            return outcome(http.send(call));
        } catch (HttpFailure failure) {
            return new ProbeOutcome.Unhealthy(CauseKind.TRANSPORT, "no answer: " + failure.kind());
        }
    }

    static ProbeOutcome outcome(HttpAnswer answer) {
        if (answer.status() == 200 && MetaError.in(answer).isEmpty()) {
            JsonNode number = MetaJson.read(answer.body());
            return number.isObject() ? verdict(number) : new ProbeOutcome.Unhealthy(CauseKind.TRANSPORT, "no JSON");
        }
        return switch (MetaSender.outcome(answer)) {
            case SendOutcome.EndpointBroken broken -> new ProbeOutcome.Unhealthy(broken.kind(), broken.cause());
            // Asking too often says nothing about the number.
            case SendOutcome.SlowDown slow -> new ProbeOutcome.Degraded(slow.cause());
            case SendOutcome.Refused refused -> new ProbeOutcome.Unhealthy(CauseKind.ACCOUNT, refused.detail());
            case SendOutcome.Retry retry -> new ProbeOutcome.Unhealthy(CauseKind.TRANSPORT, retry.cause());
            case SendOutcome.Unknown unknown -> new ProbeOutcome.Unhealthy(CauseKind.TRANSPORT, unknown.cause());
            case SendOutcome.Accepted _ ->
                new ProbeOutcome.Unhealthy(CauseKind.TRANSPORT, "HTTP " + answer.status() + " (expected: 200)");
        };
    }

    static ProbeOutcome verdict(JsonNode number) {
        JsonNode health = number.path("health_status");
        String canSend = health.path("can_send_message").asText("AVAILABLE");
        String status = number.path("status").asText("CONNECTED");
        String quality = number.path("quality_rating").asText("");
        if (canSend.equals("BLOCKED")) {
            return new ProbeOutcome.Unhealthy(CauseKind.ACCOUNT, "sending is blocked" + because(health));
        }
        if (!status.equals("CONNECTED")) {
            return new ProbeOutcome.Unhealthy(CauseKind.ACCOUNT, "the number is " + status);
        }
        if (!canSend.equals("AVAILABLE")) {
            return new ProbeOutcome.Degraded("sending is " + canSend + because(health));
        }
        if (quality.equals("YELLOW") || quality.equals("RED")) {
            return new ProbeOutcome.Degraded("quality is " + quality);
        }
        return new ProbeOutcome.Healthy();
    }

    private static String because(JsonNode health) {
        JsonNode why = health.findPath("error_description");
        return why.isMissingNode() ? "" : ": " + why.asText();
    }
}
