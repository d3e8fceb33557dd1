package dev.waypost.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.cli.WaypostUnderTest;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A command's exit code says what kind of no it was; what it says beside is for people.
class ExitCodesTest {
    private StubApi api;

    @BeforeEach
    void start() throws IOException {
        api = new StubApi();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, FIELD_INVALID, 2",
        "401, CALLER_UNKNOWN, 5",
        "403, ROLE_FORBIDDEN, 5",
        "404, TENANT_NOT_FOUND, 4",
        "409, REVISION_CONFLICT, 6",
        "409, ALREADY_EXISTS, 6",
        "409, REQUEST_ID_REUSED, 6",
        "409, TENANT_SUSPENDED, 1",
        "409, IN_USE, 1",
        "412, REVISION_CONFLICT, 6",
        "413, FIELD_INVALID, 2",
        "415, FIELD_INVALID, 2",
        "422, FIELD_INVALID, 2",
        "428, REVISION_CONFLICT, 6",
        "429, RATE_LIMITED, 3",
        "500, INTERNAL, 1",
        "501, NOT_IMPLEMENTED, 1",
        "502, PROVIDER_UNAVAILABLE, 3",
        "503, PEER_UNAVAILABLE, 3",
        "504, DEADLINE_EXCEEDED, 3"
    })
    void what_is_refused_says_why_by_the_exit_code(int status, String reason, int code) {
        api.otherwise(status + " {\"reason\": \"" + reason + "\", \"detail\": \"No.\"}");

        var ended = api.run("tenant", "get", "salon");

        assertThat(ended.code()).isEqualTo(code);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("waypost: " + reason + ": No.");
    }

    @ParameterizedTest
    @CsvSource({"401, 5", "404, 4", "502, 3", "503, 3", "500, 1", "200, 3"})
    void what_answers_without_being_a_waypost_is_told_apart(int status, int code) {
        api.otherwise(status + " <html>Bad gateway</html>");

        var ended = api.run("tenant", "get", "salon");

        assertThat(ended.code()).isEqualTo(code);
        assertThat(ended.err()).doesNotContain("<html>").containsAnyOf("is --url right?", "is no Waypost");
    }

    @Test
    void every_field_that_is_wrong_is_a_line_with_what_to_do_and_the_trace() {
        api.otherwise("""
                400 {"reason": "FIELD_INVALID", "detail": "Two\\u001b[2J.", "traceId": "t1", "violations": [
                     {"field": "name", "description": "value: x"}, {"field": "url", "description": "value: y"}]}""");

        assertThat(api.run("tenant", "get", "d").err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("waypost: FIELD_INVALID: Two [2J."),
                        line -> assertThat(line).isEqualTo("  name: value: x"),
                        line -> assertThat(line).isEqualTo("  url: value: y"),
                        line -> assertThat(line).startsWith("  do: "),
                        line -> assertThat(line).isEqualTo("  trace: t1"));
    }

    @Test
    void who_is_too_fast_is_told_how_long_to_wait() {
        api.otherwise("429 {\"reason\": \"RATE_LIMITED\", \"detail\": \"No.\"}");

        assertThat(api.run("tenant", "get", "salon").err()).contains("again in: 7 s");
    }

    @Test
    void nobody_there_is_3_and_a_message_may_be_sent_again_under_its_id() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        var ended = WaypostUnderTest.run("tenant", "list", "--key", "k", "--url", "http://127.0.0.1:" + closed);
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.err()).contains("no answer from http://127.0.0.1:" + closed, "waypost status");

        api.otherwise("503 {\"reason\": \"PEER_UNAVAILABLE\", \"detail\": \"No.\"}");
        var sent = api.run("send", "--tenant", "salon", "--to", "+4915112345678", "Hello");
        assertThat(sent.code()).isEqualTo(3);
        String id = sent.err().lines().toList().getLast().replaceAll(".*the same with --request-id ", "");
        assertThat(api.asked).singleElement().asString().contains("\"requestId\":\"" + id + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant list --limit 0",
                "tenant list --limit -5",
                "tenant list --limit many",
                "tenant list --output xml",
                "tenant list --no-such-option",
                "tenant get",
                "messages list",
                "messages list --tenant salon --from yesterday",
                "messages release --tenant salon",
                "messages release --tenant salon --all msg_1",
                "tail --tenant salon --for ever",
                "import no-such-file.jsonl",
                "endpoint rotate salon main password",
                "bulk-switch",
                "nothing"
            })
    void what_makes_no_sense_is_2_and_not_asked_for(String words) {
        var ended = api.run(words.split(" "));

        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).startsWith("waypost: ").doesNotContain("unexpected");
        assertThat(api.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1", "127.0.0.1:8080", "http://", "http://127.0.0.1:99999", "http:///x"})
    void an_address_that_is_none_is_2(String url) {
        var ended = WaypostUnderTest.run("tenant", "list", "--key", "k", "--url", url);

        assertThat(ended.code()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).contains("--url").doesNotContain("unexpected");
    }

    @Test
    void no_key_or_one_that_is_none_is_2() {
        assertThat(WaypostUnderTest.run("tenant", "list", "--key", "file:/no/such/file", "--url", api.url())
                        .code())
                .isEqualTo(2);
        assertThat(WaypostUnderTest.run("tenant", "list", "--key", "two words", "--url", api.url())
                        .code())
                .isEqualTo(2);
        assertThat(api.asked).isEmpty();
    }
}
