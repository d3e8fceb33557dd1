package dev.waypost.providers.waha;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.Content;
import dev.waypost.providers.SendOutcome;
import dev.waypost.providers.SendOutcome.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WahaErrorsTest {
    private static final Content TEXT = new Content.Text("x", false);
    private static final String ID = "true_5511988887777@c.us_3EB0OUT1";

    @Test
    void each_engine_has_its_own_shape_of_an_id_and_all_mean_the_same() {
        assertThat(outcome(201, "{\"id\":\"" + ID + "\"}")).isEqualTo(new SendOutcome.Accepted("3EB0OUT1"));
        assertThat(outcome(201, "{\"id\":{\"id\":\"3EB0OUT1\",\"_serialized\":\"" + ID + "\"}}"))
                .isEqualTo(new SendOutcome.Accepted("3EB0OUT1"));
        assertThat(outcome(201, "{\"key\":{\"remoteJid\":\"5511988887777@s.whatsapp.net\",\"id\":\"3EB0OUT1\"}}"))
                .isEqualTo(new SendOutcome.Accepted("3EB0OUT1"));
    }

    @Test
    void success_without_an_id_is_unknown() {
        assertThat(outcome(201, "{}")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(outcome(201, "{\"id\":{}}")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(outcome(200, "<html>")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(WahaErrors.outcome(answer(201, "{}"), new Content.Typing(null, null)))
                .isEqualTo(new SendOutcome.Accepted(null));
    }

    @Test
    void a_session_that_is_starting_is_waited_for_and_any_other_is_broken() {
        String body = "{\"error\":\"Session status is not as expected\",\"status\":\"%s\",\"expected\":[\"WORKING\"]}";
        assertThat(outcome(422, body.formatted("STARTING")))
                .isEqualTo(new SendOutcome.Retry(Duration.ofSeconds(5), "the session is STARTING", false));
        assertThat(outcome(422, body.formatted("SCAN_QR_CODE")))
                .isEqualTo(new SendOutcome.EndpointBroken(
                        CauseKind.SESSION, "the session is SCAN_QR_CODE (expected: WORKING)"));
        assertThat(outcome(422, "{\"message\":[\"chatId must be a string\"]}"))
                .isEqualTo(new SendOutcome.Refused(Refusal.CONTENT, "HTTP_422", "chatId must be a string"));
    }

    @Test
    void a_timelock_is_no_failure_of_ours_and_nothing_of_the_echoed_request_is_kept() {
        String body = "{\"statusCode\":500,\"exception\":{\"message\":\"2 UNKNOWN: server returned error 463\"},"
                + "\"request\":{\"body\":{\"text\":\"a secret\"}}}";
        assertThat(outcome(500, body))
                .isInstanceOfSatisfying(
                        SendOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.RESTRICTED));
        SendOutcome other = outcome(500, body.replace("463", "999"));
        assertThat(other).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(other.toString()).doesNotContain("a secret").doesNotContain("999");
        assertThat(outcome(500, "{\"exception\":{\"message\":\"id 14638\"}}")).isInstanceOf(SendOutcome.Unknown.class);
    }

    @Test
    void a_missing_session_a_missing_call_and_a_missing_server_are_told_apart() {
        assertThat(outcome(404, "{\"message\":\"Session not found\",\"statusCode\":404}"))
                .isInstanceOfSatisfying(
                        SendOutcome.EndpointBroken.class,
                        broken -> assertThat(broken.kind()).isEqualTo(CauseKind.SESSION));
        assertThat(outcome(404, "{\"message\":\"Cannot POST /api/sendPoll\",\"statusCode\":404}"))
                .isInstanceOfSatisfying(
                        SendOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.UNSUPPORTED));
        assertThat(outcome(404, "<html>"))
                .isInstanceOfSatisfying(
                        SendOutcome.EndpointBroken.class,
                        broken -> assertThat(broken.kind()).isEqualTo(CauseKind.TRANSPORT));
        assertThat(outcome(501, "{\"message\":\"not implemented\"}"))
                .isInstanceOfSatisfying(
                        SendOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Refusal.UNSUPPORTED));
        assertThat(outcome(502, "<html>")).isInstanceOf(SendOutcome.Unknown.class);
        assertThat(outcome(503, "")).isInstanceOf(SendOutcome.Unknown.class);
    }

    @Test
    void the_id_that_we_choose_is_the_same_at_every_try_and_readable_in_receipts() {
        String chosen = WahaIds.chosen("msg_1");

        assertThat(chosen).matches("3EB0[0-9A-F]{18}").isEqualTo(WahaIds.chosen("msg_1"));
        assertThat(WahaIds.chosen("msg_2")).isNotEqualTo(chosen);
        assertThat(WahaIds.bare(WahaIds.whole(chosen, "4915112345678@c.us"))).isEqualTo(chosen);
        assertThat(WahaIds.bare("true_99000@lid_" + chosen)).isEqualTo(chosen);
    }

    private static SendOutcome outcome(int status, String body) {
        return WahaErrors.outcome(answer(status, body), TEXT);
    }

    private static HttpAnswer answer(int status, String body) {
        return new HttpAnswer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }
}
