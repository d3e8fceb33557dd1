package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpCall;
import dev.waypost.platform.http.HttpFailure;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.Failures;
import dev.waypost.providers.HttpBody;
import dev.waypost.providers.NumberFacts;
import dev.waypost.providers.ProbeOutcome;
import dev.waypost.providers.Prober;
import dev.waypost.providers.Redaction;
import dev.waypost.providers.SendOutcome;
import java.time.Duration;

/// Looks at the phone number node: one management call, which says what Meta thinks of number, account and app.
public final class MetaProber implements Prober {
    private static final String FIELDS =
            "?fields=id,display_phone_number,verified_name,status,quality_rating,throughput,"
                    + "whatsapp_business_manager_messaging_limit,health_status";

    private final GuardedHttp http;

    public MetaProber(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public ProbeOutcome probe(EndpointAccess endpoint, Duration timeout) {
        HttpCall call;
        try {
            call = MetaCalls.onNumber(endpoint, "GET", FIELDS, HttpBody.NONE, timeout);
        } catch (IllegalArgumentException incomplete) {
            return new ProbeOutcome.Unhealthy(CauseKind.SETUP, String.valueOf(incomplete.getMessage()));
        }
        try {
            return outcome(http.send(call), Redaction.of(endpoint));
        } catch (HttpFailure failure) {
            return new ProbeOutcome.Unhealthy(Failures.kind(failure), "no answer: " + failure.kind());
        }
    }

    static ProbeOutcome outcome(HttpAnswer answer, Redaction redaction) {
        if (answer.status() == 200 && MetaError.in(answer).isEmpty()) {
            JsonNode number = MetaJson.read(answer.body());
            return number.isObject() ? verdict(number) : new ProbeOutcome.Unhealthy(CauseKind.TRANSPORT, "no JSON");
        }
        return switch (redaction.clean(MetaSender.outcome(answer))) {
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
        NumberFacts facts = facts(number);
        if (canSend.equals("BLOCKED")) {
            return new ProbeOutcome.Unhealthy(CauseKind.ACCOUNT, "sending is blocked" + because(health));
        }
        if (!status.equals("CONNECTED")) {
            return new ProbeOutcome.Unhealthy(CauseKind.ACCOUNT, "the number is " + status);
        }
        if (!canSend.equals("AVAILABLE")) {
            return new ProbeOutcome.Degraded("sending is " + canSend + because(health), facts);
        }
        String quality = facts.quality();
        return quality != null && (quality.equals("YELLOW") || quality.equals("RED"))
                ? new ProbeOutcome.Degraded("quality is " + quality, facts)
                : new ProbeOutcome.Healthy(facts);
    }

    private static NumberFacts facts(JsonNode number) {
        return new NumberFacts(
                number.path("quality_rating").asText(null),
                number.path("throughput").path("level").asText(null),
                number.path("whatsapp_business_manager_messaging_limit").asText(null));
    }

    private static String because(JsonNode health) {
        JsonNode why = health.findPath("error_description");
        return why.isMissingNode() ? "" : ": " + why.asText();
    }
}
