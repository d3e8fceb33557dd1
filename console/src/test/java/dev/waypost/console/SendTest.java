package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.platform.settings.SettingsRefused;
import dev.waypost.proto.send.v1.OverLimit;
import dev.waypost.proto.send.v1.Priority;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.WaitFor;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sending over HTTP, with one tenant for all who name none.
class SendTest {
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest(Map.of("waypost.console.default-tenant", "962302"));
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void in_single_tenant_mode_a_message_needs_no_tenant() {
        assertThat(send("{\"phone\": \"79001234567\", \"message\": \"Hello\"}").status())
                .isEqualTo(202);
        assertThat(console.suite.sent("msg_1").getTenantId()).isEqualTo("962302");

        send("{\"companyId\": \"acme\", \"phone\": \"79001234567\", \"message\": \"Hello\"}");
        assertThat(console.suite.sent("msg_1").getTenantId()).isEqualTo("acme");
    }

    @Test
    void whatever_the_contract_sends_can_be_sent() {
        Answer answer = send("""
                {"tenantId": "acme", "phone": 79001234567, "content": {"image": {"link": "https://x.example.com/a.png"}},
                 "sendAt": "2030-01-01T00:00:00Z", "validFor": "5m", "priority": "high", "overLimit": "QUEUE",
                 "waitFor": "delivered", "labels": {"order": "17"}, "replyTo": "msg_0"}""");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        SendRequest sent = console.suite.sent("msg_1");
        assertThat(sent.getContent().getImage().getLink()).isEqualTo("https://x.example.com/a.png");
        assertThat(sent.getSendAt().getSeconds()).isEqualTo(1_893_456_000);
        assertThat(sent.getValidFor().getSeconds()).isEqualTo(300);
        assertThat(sent.getPriority()).isEqualTo(Priority.PRIORITY_HIGH);
        assertThat(sent.getOverLimit()).isEqualTo(OverLimit.OVER_LIMIT_QUEUE);
        assertThat(sent.getWaitFor()).isEqualTo(WaitFor.WAIT_FOR_DELIVERED);
        assertThat(sent.getLabelsMap()).containsEntry("order", "17");
        assertThat(sent.getReplyToMessageId()).isEqualTo("msg_0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"phone": "1", "content": {"image": {"lnk": "+4915100000"}}} | content   | lnk
            {"phone": "1", "content": {}}                                | content   | one kind
            {"phone": "1", "content": "image"}                           | content   | an object
            {"phone": "1", "message": "x", "content": {"text": {"body": "x"}}} | content | one of the two
            {"phone": "1", "message": "x", "priority": "ASAP"}           | priority  | LOW, NORMAL, HIGH
            {"phone": "1", "message": "x", "sendAt": "tomorrow"}         | sendAt    | 2026-11-21T08:00:00Z
            """)
    void what_is_wrong_is_named_and_not_repeated(String body, String field, String expected) {
        Answer answer = send(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/violations/0/field").asText()).isEqualTo(field);
        assertThat(answer.json().at("/violations/0/expectation").asText()).contains(expected);
        assertThat(answer.raw().body()).doesNotContain("4915100000", "tomorrow", "ASAP");
    }

    @Test
    void the_texts_that_callers_know_are_the_details() {
        Answer busy = send("{\"phone\": \"busy\", \"message\": \"x\"}");
        Answer odd = console.get("/api/whatsapp/sessions/no%20spaces");

        assertThat(busy.status()).isEqualTo(429);
        assertThat(busy.json().path("detail").asText()).isEqualTo("Rate limit exceeded");
        assertThat(odd.status()).isEqualTo(400);
        assertThat(odd.json().path("detail").asText()).isEqualTo("Invalid company ID format");
    }

    @Test
    void a_session_that_ended_is_told_in_the_documented_words() {
        Answer answer = send("{\"phone\": \"asleep\", \"message\": \"x\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("reason").asText()).isEqualTo("SESSION_NOT_CONNECTED");
        assertThat(answer.json().path("detail").asText()).isEqualTo("No active session for company");
    }

    @Test
    void a_default_tenant_that_is_no_tenant_stops_the_boot() {
        assertThatThrownBy(() -> new ConsoleUnderTest(Map.of("waypost.console.default-tenant", "no spaces")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("waypost.console.default-tenant");
    }

    private static Answer send(String body) {
        return console.call("POST", "/api/whatsapp/send", body);
    }
}
