package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpCall;
import dev.waypost.platform.http.HttpFailure;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.CredentialEnd;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.Failures;
import dev.waypost.providers.HttpBody;
import dev.waypost.providers.NumberFacts;
import dev.waypost.providers.ProbeOutcome;
import dev.waypost.providers.Prober;
import dev.waypost.providers.Redaction;
import dev.waypost.providers.SendOutcome;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks at the phone number node: one management call, which says what Meta thinks of number, account and app.
public final class MetaProber implements Prober {
    private static final String FIELDS =
            "fields=id,display_phone_number,verified_name,status,quality_rating,throughput,"
                    + "whatsapp_business_manager_messaging_limit,health_status";

    private static final int MOST_PAGES = 20;
    private static final int TOKEN_REFUSED = 190;

    private final GuardedHttp http;

    public MetaProber(GuardedHttp http) {
        this.http = http;
    }

    @Override
    public ProbeOutcome probe(EndpointAccess endpoint, Duration timeout) {
        HttpCall call;
        try {
            call = MetaCalls.onNumber(endpoint, "GET", "?" + FIELDS, HttpBody.NONE, timeout);
        } catch (IllegalArgumentException incomplete) {
            return new ProbeOutcome.Unhealthy(CauseKind.SETUP, String.valueOf(incomplete.getMessage()));
        }
        try {
            return outcome(http.send(call), Redaction.of(endpoint));
        } catch (HttpFailure failure) {
            return new ProbeOutcome.Unhealthy(Failures.kind(failure), "no answer: " + failure.kind());
        }
    }

    /// Through the business account's list of numbers: one call for a hundred of them.
    @Override
    public Optional<Map<String, ProbeOutcome>> probeAll(List<EndpointAccess> endpoints, Duration timeout) {
        EndpointAccess first = endpoints.getFirst();
        Redaction redaction = Redaction.of(first);
        Map<String, ProbeOutcome> found = new HashMap<>();
        String after = "";
        try {
            for (int page = 0; page < MOST_PAGES; page++) {
                HttpAnswer answer = http.send(
                        MetaCalls.onBusinessAccount(first, "/phone_numbers?limit=100&" + FIELDS + after, timeout));
                Optional<MetaError> error = MetaError.in(answer);
                JsonNode list = MetaJson.read(answer.body());
                if (answer.status() != 200
                        || error.isPresent()
                        || !list.path("data").isArray()) {
                    return refusal(answer, error, redaction).map(outcome -> same(endpoints, outcome));
                }
                for (JsonNode number : list.path("data")) {
                    found.put(number.path("id").asText(), verdict(number));
                }
                String cursor =
                        list.path("paging").path("cursors").path("after").asText("");
                if (cursor.isEmpty() || !list.path("paging").has("next")) {
                    return Optional.of(found);
                }
                after = "&after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
            }
            return Optional.empty();
        } catch (IllegalArgumentException incomplete) {
            return Optional.empty();
        } catch (HttpFailure failure) {
            return Optional.of(same(
                    endpoints, new ProbeOutcome.Unhealthy(Failures.kind(failure), "no answer: " + failure.kind())));
        }
    }

    /// What holds for every number of the account; empty when it may be about the list alone, as a missing
    /// permission is.
    private static Optional<ProbeOutcome> refusal(HttpAnswer answer, Optional<MetaError> error, Redaction redaction) {
        ProbeOutcome outcome = outcome(answer, redaction);
        boolean aboutAll = outcome instanceof ProbeOutcome.Withheld
                || (error.isPresent() && error.get().code() == TOKEN_REFUSED)
                || (error.isEmpty() && answer.status() >= 500);
        return aboutAll ? Optional.of(outcome) : Optional.empty();
    }

    private static Map<String, ProbeOutcome> same(List<EndpointAccess> endpoints, ProbeOutcome outcome) {
        Map<String, ProbeOutcome> all = new HashMap<>();
        endpoints.forEach(endpoint -> all.put(String.valueOf(endpoint.phoneNumberId()), outcome));
        return all;
    }

    /// The token is asked about itself. What says nothing of it is no answer: an app that may not ask is common.
    @Override
    public Optional<CredentialEnd> credentialEnd(EndpointAccess endpoint, Duration timeout) {
        String token = URLEncoder.encode(endpoint.apiKey().reveal(), StandardCharsets.UTF_8);
        try {
            HttpAnswer answer = http.send(MetaCalls.onToken(endpoint, "?input_token=" + token, timeout));
            JsonNode told = MetaJson.read(answer.body()).path("data").path("expires_at");
            return answer.status() == 200 && told.isIntegralNumber()
                    ? Optional.of(new CredentialEnd(told.asLong() == 0 ? null : Instant.ofEpochSecond(told.asLong())))
                    : Optional.empty();
        } catch (HttpFailure | IllegalArgumentException nothing) {
            return Optional.empty();
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
            case SendOutcome.SlowDown slow -> new ProbeOutcome.Withheld(slow.cause(), slow.after());
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
