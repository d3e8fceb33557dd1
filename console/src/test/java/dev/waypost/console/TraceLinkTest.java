package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.GetMessageResponse;
import dev.waypost.proto.send.v1.Message;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The way from a message to its trace, for those who said where traces are shown.
class TraceLinkTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void a_message_leads_to_its_trace_once_it_is_said_where_that_is() {
        try (var console = new ConsoleUnderTest(
                Map.of("waypost.console.traces.url", "https://zipkin.example.com/zipkin/traces/{trace_id}"))) {
            assertThat(message(console))
                    .contains("href=\"https://zipkin.example.com/zipkin/traces/" + TRACE + "\"", "rel=\"noreferrer\"");
        }
        try (var console = new ConsoleUnderTest()) {
            assertThat(message(console)).contains(TRACE).doesNotContain("/traces/");
        }
    }

    @Test
    void an_address_without_a_place_for_the_id_is_refused() {
        assertThatThrownBy(
                        () -> new ConsoleUnderTest(Map.of("waypost.console.traces.url", "https://zipkin.example.com"))
                                .close())
                .hasStackTraceContaining("waypost.console.traces.url");
    }

    private static String message(ConsoleUnderTest console) {
        console.suite.mirror.answer(
                GetMessageRequest.class,
                asked -> GetMessageResponse.newBuilder()
                        .setMessage(Message.newBuilder()
                                .setTenantId("acme")
                                .setMessageId("msg_1")
                                .setTraceId(TRACE))
                        .build());
        return PagesUnderTest.signedIn(console, ConsoleUnderTest.ADMIN_KEY).text("/ui/messages/acme/msg_1");
    }
}
