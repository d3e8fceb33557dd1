package dev.waypost.providers.meta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.SendOutcome.Refusal;
import dev.waypost.providers.SendOutcome.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetaErrorsTest {

    @Test
    void every_published_code_has_the_outcome_of_its_class() throws IOException {
        JsonNode rows = Samples.json("/meta/error-codes.json");

        for (JsonNode row : rows) {
            for (String part : row.path("code").asText().split("/")) {
                String[] ends = part.split("-");
                for (int code = Integer.parseInt(ends[0]); code <= Integer.parseInt(ends[ends.length - 1]); code++) {
                    boolean groupsLimit = code == 131208;
                    String expected =
                            groupsLimit ? "RETRY_BACKOFF" : row.path("class").asText();

                    assertThat(MetaErrors.knows(code)).as("code " + code).isTrue();
                    assertThat(classOf(MetaErrors.outcome(error(code, 500, Map.of()))))
                            .as("code " + code)
                            .isEqualTo(classOf(expected));
                }
            }
        }
        assertThat(rows.size()).isGreaterThan(70);
    }

    @Test
    void the_code_decides_not_the_http_status() {
        assertThat(outcome(500, 131045, "")).isInstanceOf(SendOutcome.EndpointBroken.class);
        assertThat(outcome(200, 131026, "")).isInstanceOf(SendOutcome.Refused.class);
        assertThat(outcome(400, 2, "")).isInstanceOf(SendOutcome.Retry.class);
        assertThat(outcome(400, 100, "")).isInstanceOf(SendOutcome.Refused.class);
        assertThat(outcome(400, 100, ",\"error_subcode\":33")).isInstanceOf(SendOutcome.EndpointBroken.class);
        assertThat(outcome(400, 999_999, "")).isInstanceOf(SendOutcome.Refused.class);
        assertThat(outcome(400, 999_999, ",\"is_transient\":true")).isInstanceOf(SendOutcome.Retry.class);
        assertThat(outcome(503, 999_999, "")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(outcome(503, 2, "")).isInstanceOf(SendOutcome.Retry.class);
    }

    @Test
    void waits_are_what_the_headers_ask_for_and_bounded() {
        assertThat(MetaErrors.outcome(error(131056, 400, Map.of())))
                .isEqualTo(new SendOutcome.SlowDown(Scope.PAIR, Duration.ofSeconds(4), "(#131056) told"));
        assertThat(MetaErrors.outcome(error(4, 400, Map.of("retry-after", "17"))))
                .isEqualTo(new SendOutcome.SlowDown(Scope.APP, Duration.ofSeconds(17), "(#4) told"));
        assertThat(MetaError.retryAfter(
                        Map.of("X-Business-Use-Case-Usage", "{\"1\":[{\"estimated_time_to_regain_access\":19}]}")))
                .contains(Duration.ofMinutes(19));
        assertThat(MetaError.retryAfter(Map.of("Retry-After", "999999"))).contains(Duration.ofHours(1));
        assertThat(MetaError.retryAfter(Map.of("Retry-After", "Wed, 21 Oct"))).isEmpty();
    }

    @Test
    void without_an_envelope_only_what_surely_was_not_taken_is_repeated() {
        assertThat(plain(408, "")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(plain(502, "<html>")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(plain(503, "<html>")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(plain(504, "<html>")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(plain(500, "")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(plain(200, "{}")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(plain(429, "")).isInstanceOf(SendOutcome.SlowDown.class);
        assertThat(plain(404, "not here"))
                .isEqualTo(new SendOutcome.EndpointBroken(CauseKind.TRANSPORT, "HTTP 404 without a Graph error"));
        assertThat(plain(200, "{\"messages\":[{\"id\":\"wamid.1\"}]}")).isEqualTo(new SendOutcome.Accepted("wamid.1"));
    }

    private static SendOutcome plain(int status, String body) {
        return MetaSender.outcome(new HttpAnswer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static SendOutcome outcome(int status, int code, String more) {
        String body = "{\"error\":{\"message\":\"m\",\"code\":" + code + more + "}}";
        return MetaSender.outcome(new HttpAnswer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static MetaError error(int code, int status, Map<String, String> headers) {
        String body = "{\"error\":{\"code\":" + code + ",\"error_data\":{\"details\":\"told\"}}}";
        return MetaError.in(new HttpAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow();
    }

    private static String classOf(SendOutcome outcome) {
        return switch (outcome) {
            case SendOutcome.Accepted _ -> "accepted";
            case SendOutcome.Unknown _ -> "unknown";
            case SendOutcome.Refused refused -> "refused " + refused.reason();
            case SendOutcome.Retry retry -> retry.limited() ? "retry limited" : "retry";
            case SendOutcome.SlowDown slow -> "slow " + slow.scope();
            case SendOutcome.EndpointBroken broken -> "broken " + broken.kind();
        };
    }

    private static String classOf(String row) {
        return switch (row) {
            case "ENDPOINT_AUTH" -> "broken " + CauseKind.CREDENTIAL;
            case "ENDPOINT_BLOCKED", "ENDPOINT_CONFIG" -> "broken " + CauseKind.ACCOUNT;
            case "ENDPOINT_THROTTLED", "RETRY_ENDPOINT" -> "slow " + Scope.NUMBER;
            case "RETRY_APP_WIDE" -> "slow " + Scope.APP;
            case "RETRY_WABA_WIDE" -> "slow " + Scope.ACCOUNT;
            case "RETRY_PAIR" -> "slow " + Scope.PAIR;
            case "RETRY_LIMITED", "RETRY_LATER" -> "retry limited";
            case "RETRY_BACKOFF" -> "retry";
            case "PERMANENT_NEEDS_TEMPLATE" -> "refused " + Refusal.WINDOW_CLOSED;
            case "PERMANENT_TEMPLATE", "TEMPLATE_PAUSED" -> "refused " + Refusal.TEMPLATE;
            case "PERMANENT_RECIPIENT",
                    "PERMANENT_RECIPIENT_TEMPLATE",
                    "PERMANENT_RECIPIENT_MARKETING",
                    "RETRY_NOT_BEFORE_24H" -> "refused " + Refusal.RECIPIENT;
            case "PERMANENT", "INCOMING" -> "refused " + Refusal.CONTENT;
            default -> throw new AssertionError("class without an outcome: " + row);
        };
    }
}
