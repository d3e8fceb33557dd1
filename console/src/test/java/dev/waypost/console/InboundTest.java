package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.ingress.v1.CancelReplayRequest;
import dev.waypost.proto.ingress.v1.DiscardDeliveriesRequest;
import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.EventKind;
import dev.waypost.proto.ingress.v1.GetEventRequest;
import dev.waypost.proto.ingress.v1.GetEventResponse;
import dev.waypost.proto.ingress.v1.ListEventsRequest;
import dev.waypost.proto.ingress.v1.ListUndeliveredRequest;
import dev.waypost.proto.ingress.v1.ListUserLocksRequest;
import dev.waypost.proto.ingress.v1.RedriveDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ReplayEventsRequest;
import dev.waypost.proto.ingress.v1.ResumeReplayRequest;
import dev.waypost.proto.send.v1.ListSessionsRequest;
import dev.waypost.proto.send.v1.SessionState;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What came in, and giving it to projects that did not get it.
class InboundTest {
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void events_are_filtered() {
        Answer answer = console.get(
                "/api/whatsapp/events?tenantId=acme&kind=message,STATUS&user=%2B79&from=2030-01-01T00:00:00Z&pageSize=3");

        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        ListEventsRequest asked = console.suite.mirror.asked(ListEventsRequest.class);
        assertThat(asked.getTenantId()).isEqualTo("acme");
        assertThat(asked.getKindsList()).containsExactly(EventKind.EVENT_KIND_MESSAGE, EventKind.EVENT_KIND_STATUS);
        assertThat(asked.getUser()).isEqualTo("+79");
        assertThat(asked.getFromTime().getSeconds()).isEqualTo(1_893_456_000);
        assertThat(asked.getPageSize()).isEqualTo(3);
    }

    @Test
    void a_payload_comes_byte_for_byte_whatever_it_is() {
        payload(ByteString.copyFromUtf8("{\"a\": \"é\"}"));
        assertThat(console.get("/api/whatsapp/events/evt_1?tenantId=acme")
                        .json()
                        .path("payload")
                        .asText())
                .isEqualTo("{\"a\": \"é\"}");
        byte[] odd = {(byte) 0xff, 0, 1};
        payload(ByteString.copyFrom(odd));
        Answer answer = console.get("/api/whatsapp/events/evt_1?tenantId=acme");
        assertThat(Base64.getDecoder()
                        .decode(answer.json().path("payloadBase64").asText()))
                .isEqualTo(odd);
        assertThat(answer.json().has("payload")).isFalse();
    }

    @Test
    void what_was_not_delivered_is_listed_delivered_again_and_given_up() {
        assertThat(console.get("/api/whatsapp/deliveries/undelivered?companyId=acme&projectId=p1")
                        .status())
                .isEqualTo(200);
        assertThat(console.suite.mirror.asked(ListUndeliveredRequest.class).getProjectId())
                .isEqualTo("p1");
        Answer again = console.call(
                "POST",
                "/api/whatsapp/deliveries/redrive",
                "{\"tenantId\": \"acme\", \"deliveryIds\": [\"dlv_1\", \"dlv_2\"]}",
                "Idempotency-Key",
                "once-1");
        assertThat(again.json().path("deliveryIds")).hasSize(2);
        assertThat(console.suite.mirror.asked(RedriveDeliveriesRequest.class).getRequestId())
                .isEqualTo("once-1");
        console.call(
                "POST",
                "/api/whatsapp/deliveries/discard",
                "{\"tenantId\": \"acme\", \"deliveryIds\": [\"dlv_1\"], \"cause\": \"gone\"}");
        assertThat(console.suite.mirror.asked(DiscardDeliveriesRequest.class).getCause())
                .isEqualTo("gone");
    }

    @Test
    void a_replay_is_started_read_and_resumed() {
        Answer started = console.call("POST", "/api/whatsapp/replays", """
                {"tenantId": "acme", "from": "2030-01-01T00:00:00Z", "kind": ["MESSAGE"], "undeliveredOnly": true}""");

        assertThat(started.status()).as(started.raw().body()).isEqualTo(202);
        assertThat(started.header("Location"))
                .startsWith("/api/whatsapp/replays/")
                .endsWith("?tenantId=acme");
        ReplayEventsRequest asked = console.suite.mirror.asked(ReplayEventsRequest.class);
        assertThat(asked.getKindsList()).containsExactly(EventKind.EVENT_KIND_MESSAGE);
        assertThat(asked.getUndeliveredOnly()).isTrue();
        assertThat(console.get("/api/whatsapp/replays/op_1?tenantId=acme")
                        .json()
                        .path("id")
                        .asText())
                .isEqualTo("op_1");
        console.call("POST", "/api/whatsapp/replays/op_1/resume", "{\"tenantId\": \"acme\"}");
        assertThat(console.suite.mirror.asked(ResumeReplayRequest.class).getOperationId())
                .isEqualTo("op_1");
    }

    @Test
    void refusals_name_the_fields_as_they_were_written() {
        console.suite.mirror.answer(CancelReplayRequest.class, _ -> {
            throw Fault.of(Reason.FIELD_INVALID).violation("from_time", "value: later (expected: earlier)");
        });

        Answer answer = console.call("POST", "/api/whatsapp/replays/op_1/cancel", "{\"tenantId\": \"acme\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/violations/0/field").asText()).isEqualTo("from");
        assertThat(console.get("/api/whatsapp/events").status()).isEqualTo(400);
        assertThat(console.call("POST", "/api/whatsapp/deliveries/redrive", "{\"tenantId\": \"acme\"}")
                        .json()
                        .at("/violations/0/field")
                        .asText())
                .isEqualTo("deliveryIds");
    }

    @Test
    void locks_and_sessions_are_listed() {
        assertThat(console.get("/router/locks?tenant_id=acme&page_size=2").status())
                .isEqualTo(200);
        assertThat(console.suite.mirror.asked(ListUserLocksRequest.class).getTenantId())
                .isEqualTo("acme");
        Answer sessions = console.get("/admin/sessions?state=FAILED");
        assertThat(sessions.status()).as(sessions.raw().body()).isEqualTo(200);
        assertThat(sessions.json().path(0).has("pairing"))
                .as("what is to be scanned is for one, and for operators")
                .isFalse();
        assertThat(console.suite.mirror.asked(ListSessionsRequest.class).getState())
                .isEqualTo(SessionState.SESSION_STATE_FAILED);
    }

    private static void payload(ByteString payload) {
        console.suite.mirror.answer(
                GetEventRequest.class,
                asked -> GetEventResponse.newBuilder()
                        .setEvent(Event.newBuilder()
                                .setEventId(asked.getEventId())
                                .setTenantId(asked.getTenantId())
                                .setPayload(payload))
                        .build());
    }
}
