package dev.waypost.providers.gowa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.Content;
import dev.waypost.providers.SendOutcome;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GowaErrorsTest {
    private static final Content TEXT = new Content.Text("x", false);

    @ParameterizedTest
    @CsvSource({
        "401, AUTHENTICATION_ERROR, broken SESSION",
        "404, DEVICE_NOT_FOUND, broken SESSION",
        "400, DEVICE_ID_REQUIRED, broken SESSION",
        "500, INVALID_WA_CLI, broken SESSION",
        "400, VALIDATION_ERROR, refused CONTENT",
        "400, BAD_REQUEST, refused CONTENT",
        "400, INVALID_REQUEST, refused CONTENT",
        "404, NOT_FOUND, refused CONTENT",
        "400, INVALID_JID, refused RECIPIENT",
        "429, WA_REACHOUT_TIMELOCK, refused RESTRICTED",
        "500, UPLOAD_MEDIA_ERROR, retry",
        "503, DEVICE_MANAGER_UNAVAILABLE, retry",
        "500, INTERNAL_SERVER_ERROR, unknown",
        "408, CONTEXT_ERROR, unknown",
        "504, GATEWAY_TIMEOUT, unknown",
        "500, WEBHOOK_ERROR, unknown",
        "418, NEWER_THAN_US, refused CONTENT",
        "500, NEWER_THAN_US, unknown",
        "200, SUCCESS, unknown"
    })
    void the_word_decides_and_not_the_status(int status, String code, String expected) {
        assertThat(kind(outcome(status, "{\"code\":\"" + code + "\",\"message\":\"m\",\"results\":{}}")))
                .isEqualTo(expected);
    }

    @Test
    void one_401_speaks_of_the_session_and_the_other_of_the_password() {
        assertThat(kind(outcome(401, "{\"code\":\"AUTHENTICATION_ERROR\",\"message\":\"please reconnect\"}")))
                .isEqualTo("broken SESSION");
        assertThat(kind(outcome(401, "Unauthorized"))).isEqualTo("broken CREDENTIAL");
    }

    @Test
    void without_a_word_only_what_surely_was_not_taken_is_repeated() {
        assertThat(kind(outcome(502, "<html>"))).isEqualTo("unknown");
        assertThat(kind(outcome(503, "<html>"))).isEqualTo("unknown");
        assertThat(kind(outcome(200, "<html>"))).isEqualTo("unknown");
        assertThat(kind(outcome(404, "<html>"))).isEqualTo("broken TRANSPORT");
        assertThat(outcome(200, "{\"code\":\"SUCCESS\",\"results\":{\"message_id\":\"3EB0\"}}"))
                .isEqualTo(new SendOutcome.Accepted("3EB0"));
    }

    @Test
    void digits_never_go_bare_for_many_of_them_would_be_a_group() {
        assertThat(new GowaWords().chat("+4915112345678")).isEqualTo("4915112345678@s.whatsapp.net");
        assertThat(new GowaWords().chat("123456789012345678@lid")).isEqualTo("123456789012345678@lid");
        assertThat(new GowaWords().chat("4915112345678@c.us")).isEqualTo("4915112345678@s.whatsapp.net");
    }

    private static SendOutcome outcome(int status, String body) {
        return GowaErrors.outcome(new HttpAnswer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8)), TEXT);
    }

    private static String kind(SendOutcome outcome) {
        return switch (outcome) {
            case SendOutcome.Accepted _ -> "accepted";
            case SendOutcome.Refused refused -> "refused " + refused.reason();
            case SendOutcome.Retry _ -> "retry";
            case SendOutcome.SlowDown _ -> "slow";
            case SendOutcome.EndpointBroken broken -> "broken " + broken.kind();
            case SendOutcome.Unknown _ -> "unknown";
        };
    }
}
