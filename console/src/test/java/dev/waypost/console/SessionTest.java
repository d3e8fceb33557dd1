package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.GetPairingRequest;
import dev.waypost.proto.send.v1.GetPairingResponse;
import dev.waypost.proto.send.v1.GetSessionRequest;
import dev.waypost.proto.send.v1.GetSessionResponse;
import dev.waypost.proto.send.v1.LogoutSessionRequest;
import dev.waypost.proto.send.v1.LogoutSessionResponse;
import dev.waypost.proto.send.v1.Pairing;
import dev.waypost.proto.send.v1.Session;
import dev.waypost.proto.send.v1.SessionState;
import dev.waypost.proto.send.v1.StartSessionRequest;
import dev.waypost.proto.send.v1.StartSessionResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final Session PAIRING = Session.newBuilder()
            .setTenantId("acme")
            .setEndpointId("main")
            .setState(SessionState.SESSION_STATE_PAIRING)
            .build();
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
    void a_session_starts_by_pairing_code_as_documented() {
        console.suite.mirror.answer(
                StartSessionRequest.class,
                _ -> StartSessionResponse.newBuilder()
                        .setSession(PAIRING.toBuilder()
                                .setPairing(Pairing.newBuilder().setCode("ABCD-1234")))
                        .build());

        var answer = console.call(
                "POST",
                "/api/whatsapp/sessions/acme/initialize",
                "{\"usePairingCode\":true,\"phoneNumber\":\"79001234567\"}",
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                "once-7");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("state").asText()).isEqualTo("PAIRING");
        assertThat(answer.json().path("pairing").path("pairingCode").asText()).isEqualTo("ABCD-1234");
        StartSessionRequest asked = console.suite.mirror.asked(StartSessionRequest.class);
        assertThat(asked.getTenantId()).isEqualTo("acme");
        assertThat(asked.getRequestId()).isEqualTo("once-7");
        assertThat(asked.getCode().getPhoneNumber()).isEqualTo("+79001234567");
    }

    @Test
    void a_pairing_code_needs_a_number() {
        var answer = console.call(
                "POST",
                "/api/whatsapp/sessions/acme/initialize",
                "{\"usePairingCode\":true}",
                "Content-Type",
                "application/json");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.raw().body()).contains("phoneNumber");
    }

    @Test
    void a_session_is_shown_with_what_is_to_be_scanned() {
        console.suite.mirror.answer(
                GetSessionRequest.class,
                _ -> GetSessionResponse.newBuilder().setSession(PAIRING).build());
        console.suite.mirror.answer(
                GetPairingRequest.class,
                _ -> GetPairingResponse.newBuilder()
                        .setPairing(Pairing.newBuilder()
                                .setQr("2@x")
                                .setQrPng(ByteString.copyFromUtf8("png"))
                                .setAttempt(2)
                                .setMaxAttempts(6))
                        .build());

        var answer = console.get("/api/whatsapp/sessions/acme");

        assertThat(answer.json().path("connected").asBoolean()).isFalse();
        assertThat(answer.json().path("pairing").path("qrPng").asText()).isEqualTo("data:image/png;base64,cG5n");
        assertThat(answer.json().path("pairing").path("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void a_session_that_was_never_started_is_not_found() {
        console.suite.mirror.answer(GetSessionRequest.class, _ -> {
            throw Fault.of(Reason.SESSION_NOT_FOUND);
        });

        var answer = console.get("/api/whatsapp/sessions/nobody");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("reason").asText()).isEqualTo("SESSION_NOT_FOUND");
    }

    @Test
    void a_deletion_logs_the_session_out() {
        console.suite.mirror.answer(
                LogoutSessionRequest.class,
                _ -> LogoutSessionResponse.newBuilder()
                        .setSession(PAIRING.toBuilder().setState(SessionState.SESSION_STATE_LOGGED_OUT))
                        .build());

        var answer = console.call("DELETE", "/api/whatsapp/sessions/acme", "", "Idempotency-Key", "once-8");

        assertThat(answer.json().path("state").asText()).isEqualTo("LOGGED_OUT");
        assertThat(console.suite.mirror.asked(LogoutSessionRequest.class).getRequestId())
                .isEqualTo("once-8");
    }
}
