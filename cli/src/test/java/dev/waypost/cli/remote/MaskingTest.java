package dev.waypost.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables mask phone numbers, whichever command prints them, and show them to whoever asks for it. JSON is for
/// programs.
class MaskingTest {
    private static final String NUMBER = "+4915112345678";
    private static final String ITEM = """
            {"messageId": "msg_1", "eventId": "evt_1", "state": "SENT", "kind": "MESSAGE", "id": "x", "to": "%1$s",
             "user": "%1$s", "phone": "%1$s", "phoneNumber": "%1$s", "phone_number": "%1$s", "phone_number_id": "n1",
             "receiveTime": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z", "payload": "from %1$s"}""".formatted(NUMBER).replace("\n", "");

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
    @ValueSource(
            strings = {
                "messages list --tenant salon",
                "messages held --tenant salon",
                "events --tenant salon",
                "sessions list",
                "locks list",
                "hub numbers",
                "hub tree"
            })
    void lists_mask_numbers(String words) {
        api.otherwise("200 [" + ITEM + "]");
        assertMasked(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messages show --tenant salon msg_1",
                "events --tenant salon evt_1",
                "sessions show salon",
                "sessions logout salon --yes",
                "locks show +4915112345678",
                "locks unlock +4915112345678 --yes"
            })
    void single_things_mask_numbers(String words) {
        api.otherwise("200 " + ITEM);
        assertMasked(words);
    }

    @Test
    void what_is_shown_live_masks_numbers() {
        String watch = "GET /api/whatsapp/messages/watch?tenantId=salon";
        String line = "200 event: message\nid: 1\ndata: " + ITEM + "\n\n";
        // What is not there any more ends it.
        for (List<String> more : List.of(List.<String>of(), List.of("--full"), List.of("--output", "json"))) {
            api.first(watch, line);
            String out = tail("--statuses", more);
            assertThat(out).contains("msg_1");
            assertShown(out, !more.isEmpty());
        }
        String events = "GET /api/whatsapp/events?tenantId=salon&pageSize=";
        for (List<String> more : List.of(List.<String>of(), List.of("--full"), List.of("--output", "json"))) {
            api.first(events + 1, "200 []").first(events + 1, "200 []").first(events + 1000, "200 [" + ITEM + "]");
            String out = tail("--events", more);
            assertThat(out).contains("evt_1");
            assertShown(out, !more.isEmpty());
        }
    }

    private String tail(String what, List<String> more) {
        var ended = api.run(Stream.concat(Stream.of("tail", "--tenant", "salon", what), more.stream())
                .toArray(String[]::new));
        assertThat(ended.code()).as(ended.err()).isEqualTo(4);
        return ended.out();
    }

    private void assertMasked(String words) {
        var masked = api.run(words.split(" "));
        assertThat(masked.code()).as(masked.err()).isZero();
        assertShown(masked.out(), false);
        assertShown(api.run((words + " --full").split(" ")).out(), true);
        assertShown(api.run((words + " --output json").split(" ")).out(), true);
    }

    private static void assertShown(String out, boolean whole) {
        if (whole) {
            assertThat(out).contains(NUMBER);
        } else {
            assertThat(out).contains("+49*********78").doesNotContain("15112345");
        }
    }
}
