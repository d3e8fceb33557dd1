package dev.waypost.providers.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Content;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.SendOutcome.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvolutionErrorsTest {
    private static final Content TEXT = new Content.Text("x", false);

    @Test
    void a_201_counts_only_with_a_key() {
        assertThat(outcome(201, "{\"key\":{\"id\":\"3EB0\",\"fromMe\":true}}"))
                .isEqualTo(new SendOutcome.Accepted("3EB0"));
        assertThat(outcome(201, "{\"message\":\"sent\"}")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(outcome(200, "{\"error\":true,\"message\":\"[object Object]\"}"))
                .isInstanceOf(SendOutcome.Unknown.class);
    }

    @Test
    void an_error_of_metas_that_comes_as_a_success_is_what_it_is_at_meta() {
        String body = "{\"message\":\"(#%d) no\",\"type\":\"OAuthException\",\"code\":%d,"
                + "\"error_data\":{\"details\":\"x\"},\"fbtrace_id\":\"A\"}";
        assertThat(outcome(201, body.formatted(131026, 131026)))
                .isInstanceOfSatisfying(
                        SendOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.RECIPIENT));
        assertThat(outcome(201, body.formatted(131047, 131047)))
                .isInstanceOfSatisfying(
                        SendOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.WINDOW_CLOSED));
        assertThat(outcome(201, body.formatted(190, 190)))
                .isInstanceOfSatisfying(
                        SendOutcome.EndpointBroken.class,
                        broken -> assertThat(broken.kind()).isEqualTo(CauseKind.CREDENTIAL));
        assertThat(outcome(201, body.formatted(130429, 130429))).isInstanceOf(SendOutcome.SlowDown.class);
    }

    @Test
    void a_lost_connection_is_told_in_four_ways() {
        for (String body : new String[] {
            "{\"status\":500,\"error\":\"Internal Server Error\",\"response\":{\"message\":\"Connection Closed\"}}",
            "{\"status\":500,\"response\":{\"message\":\"Cannot read properties of undefined (reading 'onWhatsApp')\"}}",
            "{\"status\":500,\"response\":{\"message\":[[\"Connection Closed\"]]}}"
        }) {
            assertThat(outcome(500, body))
                    .isInstanceOfSatisfying(
                            SendOutcome.EndpointBroken.class,
                            broken -> assertThat(broken.kind()).isEqualTo(CauseKind.SESSION));
        }
        assertThat(outcome(400, "{\"data\":null,\"isBoom\":true,\"output\":{\"statusCode\":428}}"))
                .isInstanceOfSatisfying(
                        SendOutcome.EndpointBroken.class,
                        broken -> assertThat(broken.kind()).isEqualTo(CauseKind.SESSION));
        assertThat(outcome(500, "{\"status\":500,\"response\":{\"message\":\"something else\"}}"))
                .isInstanceOf(SendOutcome.Unknown.class);
    }

    @Test
    void refusals_are_told_apart_by_what_they_say() {
        assertThat(outcome(400, "{\"response\":{\"message\":[{\"exists\":false,\"jid\":\"5@s.whatsapp.net\"}]}}"))
                .isInstanceOfSatisfying(
                        SendOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.RECIPIENT));
        assertThat(outcome(400, "{\"response\":{\"message\":[\"Method not available on Evolution Channel\"]}}"))
                .isInstanceOfSatisfying(
                        SendOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.UNSUPPORTED));
        assertThat(outcome(400, "{\"response\":{\"message\":[[\"instance requires property \\\"number\\\"\"]]}}"))
                .isEqualTo(
                        new SendOutcome.Refused(Refusal.CONTENT, "HTTP_400", "instance requires property \"number\""));
        assertThat(outcome(404, "{\"response\":{\"message\":[\"The \\\"a\\\" instance does not exist\"]}}"))
                .isInstanceOfSatisfying(
                        SendOutcome.EndpointBroken.class,
                        broken -> assertThat(broken.kind()).isEqualTo(CauseKind.SESSION));
        assertThat(outcome(404, "{\"response\":{\"message\":[\"Cannot POST /message/sendX/a\"]}}"))
                .isInstanceOfSatisfying(
                        SendOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.UNSUPPORTED));
        assertThat(outcome(502, "<html>")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(outcome(503, "<html>")).isInstanceOf(SendOutcome.Unknown.class);
    }

    private static SendOutcome outcome(int status, String body) {
        return EvolutionErrors.outcome(new HttpAnswer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8)), TEXT);
    }
}
