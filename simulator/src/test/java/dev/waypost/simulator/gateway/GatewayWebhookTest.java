package dev.waypost.simulator.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.simulator.WebhookSink;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GatewayWebhookTest {

    @ParameterizedTest
    @CsvSource({
        "WAHA, /payload/ackName, 'SERVER,DEVICE,READ'",
        "GOWA, /payload/receipt_type, 'delivered,read'",
        "EVOLUTION, /data/status, 'SERVER_ACK,DELIVERY_ACK,READ'"
    })
    void the_sender_is_told_what_became_of_a_message(String provider, String pointer, String told) throws Exception {
        try (var gateway = new GatewayWorld(provider)) {
            String id = gateway.id(gateway.text("hello"));
            List<String> expected = List.of(told.split(","));
            await().until(() -> gateway.world.sink.got().size() == expected.size());

            assertThat(statuses(gateway, pointer)).isEqualTo(expected);
            assertThat(gateway.world.sink.got()).allSatisfy(got -> {
                assertThat(got.body()).contains(id);
                assertSigned(provider, got);
            });
        }
    }

    @Test
    void receipts_are_repeated_turned_round_and_lost_by_the_fault_plan() throws Exception {
        try (var gateway = new GatewayWorld("WAHA")) {
            gateway.world.faults(
                    "{\"duplicateStatuses\":true,\"reorderStatuses\":true,\"dropStatuses\":[\"delivered\"]}");
            gateway.text("hello");
            await().until(() -> gateway.world.sink.got().size() == 4);

            assertThat(statuses(gateway, "/payload/ackName")).containsExactly("READ", "READ", "SERVER", "SERVER");
        }
    }

    @Test
    void a_message_can_be_accepted_and_fail_later() throws Exception {
        try (var gateway = new GatewayWorld("EVOLUTION")) {
            gateway.world.faults("{\"failCode\":463}");
            gateway.text("hello");
            await().until(() -> gateway.world.sink.got().size() == 1);

            assertThat(statuses(gateway, "/data/status")).containsExactly("ERROR");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WAHA, message, /payload/body",
        "GOWA, message, /payload/body",
        "EVOLUTION, messages.upsert, /data/message/conversation"
    })
    void a_user_writes(String provider, String event, String pointer) throws Exception {
        try (var gateway = new GatewayWorld(provider)) {
            String id = gateway.world
                    .control("POST", "inbound", """
                            {"provider":"%s","session":"main","from":"+4915199999999","name":"Zoë","text":"hi","copies":2}""".formatted(provider))
                    .json()
                    .path("id")
                    .asText();
            await().until(() -> gateway.world.sink.got().size() == 2);

            JsonNode body = gateway.world.sink.got().getFirst().json();
            assertThat(body.path("event").asText()).isEqualTo(event);
            assertThat(body.at(pointer).asText()).isEqualTo("hi");
            assertThat(body.toString()).contains(id).contains("4915199999999");
            assertSigned(provider, gateway.world.sink.got().getFirst());
        }
    }

    @ParameterizedTest
    @CsvSource({"WAHA, session.status, FAILED", "EVOLUTION, connection.update, close"})
    void a_lost_session_is_told(String provider, String event, String said) throws Exception {
        try (var gateway = new GatewayWorld(provider)) {
            gateway.session("lose");
            await().until(() -> !gateway.world.sink.got().isEmpty());

            assertThat(gateway.world.sink.got().getFirst().body())
                    .contains(event)
                    .contains(said);
        }
    }

    @ParameterizedTest
    @CsvSource({"WAHA, 404, 2", "WAHA, 500, 2", "GOWA, 404, 2", "EVOLUTION, 500, 2", "EVOLUTION, 404, 1"})
    void each_gateway_repeats_what_it_repeats(String provider, int answer, int tries) throws Exception {
        try (var gateway = new GatewayWorld(provider)) {
            gateway.register(",\"statuses\":[\"read\"]");
            gateway.world.sink.answer(answer);
            gateway.text("hello");
            await().until(() -> gateway.world
                                    .control("GET", "webhooks", "")
                                    .json()
                                    .path("pending")
                                    .asInt()
                            == 0
                    && !gateway.world.sink.got().isEmpty());

            assertThat(gateway.world.sink.got()).hasSize(tries);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAHA", "GOWA", "EVOLUTION"})
    void a_code_to_scan_is_a_picture_and_scanning_it_connects(String provider) throws Exception {
        try (var gateway = new GatewayWorld(provider)) {
            gateway.register(",\"status\":\"SCAN_QR_CODE\"");
            String path = switch (provider) {
                case "WAHA" -> "/api/main/auth/qr?format=raw";
                case "GOWA" -> "/devices/main/login";
                default -> "/instance/connect/main";
            };
            String first = gateway.call("GET", path, "").body();
            gateway.session("expire");
            String second = gateway.call("GET", path, "").body();
            assertThat(second).isNotEqualTo(first);
            gateway.world.faults("{\"match\":{\"session\":\"main\"},\"expireQr\":true,\"times\":1}");
            assertThat(gateway.call("GET", path, "").body()).isNotEqualTo(second);
            assertThat(gateway.text("x").status()).isGreaterThan(399);
            gateway.session("pair");
            assertThat(gateway.text("x").status()).isLessThan(202);
        }
    }

    private static List<String> statuses(GatewayWorld gateway, String pointer) {
        return gateway.world.sink.got().stream()
                .map(got -> got.json().at(pointer).asText())
                .toList();
    }

    private static void assertSigned(String provider, WebhookSink.Got got) {
        byte[] body = got.body().getBytes(StandardCharsets.ISO_8859_1);
        switch (provider) {
            case "WAHA" -> assertThat(got.headers().get("X-Webhook-Hmac")).isEqualTo(hmac("HmacSHA512", body));
            case "GOWA" -> assertThat(got.signature()).isEqualTo("sha256=" + hmac("HmacSHA256", body));
            default -> {
                String[] token = String.valueOf(got.headers().get("Authorization"))
                        .substring("Bearer ".length())
                        .split("\\.");
                String signed = token[0] + "." + token[1];
                assertThat(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(token[2])))
                        .isEqualTo(hmac("HmacSHA256", signed.getBytes(StandardCharsets.US_ASCII)));
            }
        }
    }

    private static String hmac(String algorithm, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(GatewayWorld.SECRET.getBytes(StandardCharsets.UTF_8), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
