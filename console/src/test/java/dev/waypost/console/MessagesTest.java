package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.BlockNumbersRequest;
import dev.waypost.proto.send.v1.CancelMessageRequest;
import dev.waypost.proto.send.v1.DiscardMessagesRequest;
import dev.waypost.proto.send.v1.EraseUserRequest;
import dev.waypost.proto.send.v1.GetSessionRequest;
import dev.waypost.proto.send.v1.ImportBlockedNumbersRequest;
import dev.waypost.proto.send.v1.ImportBlockedNumbersResponse;
import dev.waypost.proto.send.v1.ListHeldMessagesRequest;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.ListMessagesResponse;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.RedriveMessagesRequest;
import dev.waypost.proto.send.v1.ReleaseMessagesRequest;
import dev.waypost.proto.send.v1.UploadMediaRequest;
import dev.waypost.proto.send.v1.WatchMessagesRequest;
import dev.waypost.proto.send.v1.WatchMessagesResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What there is about messages beside sending them; in single-tenant mode nobody has to say whose.
class MessagesTest {
    private static final String OWN = "962302";
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest(Map.of("waypost.console.default-tenant", OWN));
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void a_list_is_filtered_and_says_where_its_next_page_is() {
        console.suite.mirror.answer(
                ListMessagesRequest.class,
                asked -> ListMessagesResponse.newBuilder()
                        .addMessages(Message.newBuilder()
                                .setMessageId("msg_7")
                                .setTenantId(asked.getTenantId())
                                .setState(MessageState.MESSAGE_STATE_HELD))
                        .setNextPageToken("on")
                        .build());

        Answer answer = console.get("/api/whatsapp/messages?companyId=acme&state=HELD,unknown&state=FAILED&to=%2B79"
                + "&from=2030-01-01T00:00:00Z&pageSize=20");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.json().path(0).path("messageId").asText()).isEqualTo("msg_7");
        assertThat(answer.json().path(0).path("state").asText()).isEqualTo("HELD");
        assertThat(answer.header("Link")).contains("pageToken=on").contains("companyId=acme");
        ListMessagesRequest asked = console.suite.mirror.asked(ListMessagesRequest.class);
        assertThat(asked.getTenantId()).isEqualTo("acme");
        assertThat(asked.getStatesList())
                .containsExactly(
                        MessageState.MESSAGE_STATE_HELD,
                        MessageState.MESSAGE_STATE_UNKNOWN,
                        MessageState.MESSAGE_STATE_FAILED);
        assertThat(asked.getTo()).isEqualTo("+79");
        assertThat(asked.getFromTime())
                .isEqualTo(Timestamp.newBuilder().setSeconds(1_893_456_000).build());
        assertThat(asked.getPageSize()).isEqualTo(20);
    }

    @Test
    void what_waits_for_a_decision_is_listed_and_decided_about() {
        assertThat(console.get("/api/whatsapp/messages/held").status()).isEqualTo(200);
        assertThat(console.suite.mirror.asked(ListHeldMessagesRequest.class).getTenantId())
                .isEqualTo(OWN);

        post("/messages/release", "{\"messageIds\": [\"msg_1\", \"msg_2\"]}");
        assertThat(console.suite.mirror.asked(ReleaseMessagesRequest.class).getMessageIdsList())
                .containsExactly("msg_1", "msg_2");
        post("/messages/discard", "{\"tenantId\": \"acme\", \"messageIds\": [\"msg_1\"], \"cause\": \"wrong\"}");
        assertThat(console.suite.mirror.asked(DiscardMessagesRequest.class).getCause())
                .isEqualTo("wrong");
        Answer redriven = post("/messages/redrive", "{\"companyId\": \"acme\", \"messageIds\": [\"msg_1\"]}");
        assertThat(redriven.json().path("messageIds").path(0).asText()).isEqualTo("msg_1");
        assertThat(console.suite.mirror.asked(RedriveMessagesRequest.class).getTenantId())
                .isEqualTo("acme");
    }

    @Test
    void a_message_is_cancelled_under_the_id_of_the_request() {
        Answer answer = console.call("POST", "/api/whatsapp/messages/msg_5/cancel", "", "Idempotency-Key", "once-9");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        CancelMessageRequest asked = console.suite.mirror.asked(CancelMessageRequest.class);
        assertThat(asked.getMessageId()).isEqualTo("msg_5");
        assertThat(asked.getTenantId()).isEqualTo(OWN);
        assertThat(asked.getRequestId()).isEqualTo("once-9");
    }

    @Test
    void changes_come_as_events_whose_ids_are_cursors() {
        console.suite.mirror.answer(
                WatchMessagesRequest.class,
                asked -> WatchMessagesResponse.newBuilder()
                        .setMessage(Message.newBuilder().setMessageId("msg_3").setTenantId(asked.getTenantId()))
                        .setCursor("after " + asked.getCursor())
                        .build());

        Answer answer = console.call(
                "GET", "/api/whatsapp/messages/watch?tenantId=acme&messageId=msg_3", "", "Last-Event-ID", "here");

        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        assertThat(answer.raw().body()).contains("event: message\n").contains("id: after here\n");
        assertThat(answer.raw().body()).contains("data: {\"messageId\":\"msg_3\"");
        assertThat(console.suite.mirror.asked(WatchMessagesRequest.class).getMessageIdsList())
                .containsExactly("msg_3");
    }

    @Test
    void a_stream_that_is_refused_is_answered_as_a_problem() {
        console.suite.mirror.answer(WatchMessagesRequest.class, _ -> {
            throw Fault.of(Reason.RATE_LIMITED);
        });

        Answer answer = console.get("/api/whatsapp/messages/watch?tenantId=acme&cursor=x");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.json().path("reason").asText()).isEqualTo("RATE_LIMITED");
    }

    @Test
    void a_file_is_uploaded_with_the_type_of_the_request() {
        String file = "x".repeat(700_000);
        Answer answer =
                console.call("POST", "/api/whatsapp/media?filename=menu.pdf", file, "Content-Type", "application/pdf");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        assertThat(answer.json().path("uploadId").asText()).isNotEmpty();
        UploadMediaRequest asked = console.suite.mirror.asked(UploadMediaRequest.class);
        assertThat(asked.getTenantId()).isEqualTo(OWN);
        assertThat(asked.getMimeType()).isEqualTo("application/pdf");
        assertThat(asked.getFilename()).isEqualTo("menu.pdf");
        assertThat(asked.getChunk().toStringUtf8()).isEqualTo(file);
    }

    @Test
    void numbers_are_blocked_one_by_one_and_by_the_list() {
        post("/blocked", "{\"numbers\": [\"79001234567\"], \"cause\": \"asked\"}");
        assertThat(console.suite.mirror.asked(BlockNumbersRequest.class).getNumbersList())
                .containsExactly("79001234567");
        console.suite.mirror.answer(
                ImportBlockedNumbersRequest.class,
                asked -> ImportBlockedNumbersResponse.newBuilder()
                        .setLines(asked.getNumbersCount())
                        .build());
        String list =
                IntStream.range(0, 2500).mapToObj(i -> "7900" + (1_000_000 + i)).collect(Collectors.joining("\r\n"));

        Answer answer = console.call(
                "POST",
                "/api/whatsapp/blocked/import?tenantId=acme&cause=list",
                list + "\n\nlast",
                "Content-Type",
                "text/plain",
                "Idempotency-Key",
                "import-1");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.json().path("lines").asInt()).isEqualTo(2502);
        ImportBlockedNumbersRequest asked = console.suite.mirror.asked(ImportBlockedNumbersRequest.class);
        assertThat(asked.getTenantId()).isEqualTo("acme");
        assertThat(asked.getRequestId()).isEqualTo("import-1");
        assertThat(asked.getNumbers(0)).isEqualTo("79001000000");
        assertThat(asked.getNumbers(2500)).isEmpty();
        assertThat(asked.getNumbers(2501)).isEqualTo("last");
        assertThat(asked.getFirstLine()).isEqualTo(2000);
    }

    @Test
    void a_user_is_forgotten() {
        Answer answer = post("/erasures", "{\"users\": [\"79001234567\"], \"cause\": \"asked\"}");

        assertThat(answer.status()).isEqualTo(202);
        EraseUserRequest asked = console.suite.mirror.asked(EraseUserRequest.class);
        assertThat(asked.getTenantId()).isEqualTo(OWN);
        assertThat(asked.getUsersList()).containsExactly("79001234567");
    }

    @Test
    void the_session_of_the_one_tenant_needs_no_name() {
        assertThat(console.get("/api/whatsapp/sessions").status()).isEqualTo(200);
        assertThat(console.suite.mirror.asked(GetSessionRequest.class).getTenantId())
                .isEqualTo(OWN);
    }

    @Test
    void without_a_tenant_for_all_one_must_be_named() {
        try (var many = new ConsoleUnderTest()) {
            for (String path : new String[] {
                "messages", "messages/held", "messages/watch", "blocked", "erasures", "sessions", "events"
            }) {
                Answer answer = many.get("/api/whatsapp/" + path);
                assertThat(answer.status()).as(path).isEqualTo(400);
                assertThat(answer.json().path("detail").asText())
                        .as(path)
                        .isEqualTo("Company ID is required in multi-tenant mode");
            }
        }
    }

    private static Answer post(String path, String body) {
        Answer answer = console.call("POST", "/api/whatsapp" + path, body, "Content-Type", "application/json");
        assertThat(answer.status()).as(answer.raw().body()).isBetween(200, 299);
        return answer;
    }
}
