package dev.waypost.simulator.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.simulator.WebhookSink.Got;
import dev.waypost.simulator.World;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetaSendTest {
    private World world;

    @BeforeEach
    void start() throws Exception {
        world = World.start();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_text_is_answered_with_an_id_and_the_recipient() throws Exception {
        World.Answer answer = world.text("+4915112345678", "hello", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("messaging_product").asText()).isEqualTo("whatsapp");
        assertThat(answer.json().at("/contacts/0/input").asText()).isEqualTo("+4915112345678");
        assertThat(answer.json().at("/contacts/0/wa_id").asText()).isEqualTo("4915112345678");
        assertThat(answer.wamid()).startsWith("wamid.").hasSizeGreaterThan(40);
        assertThat(answer.header("facebook-api-version")).isEqualTo("v23.0");
    }

    @Test
    void its_statuses_come_in_order_signed_over_the_exact_bytes_and_carry_the_callback_data() throws Exception {
        String callback = "wp1.msg_01.00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        World.Answer answer =
                world.text("4915112345678", "hello", ",\"biz_opaque_callback_data\":\"" + callback + "\"");
        await().until(() -> world.sink.got().size() == 3);

        assertThat(world.sink.statuses()).containsExactly("sent", "delivered", "read");
        for (Got got : world.sink.got()) {
            assertThat(got.signature()).isEqualTo(hmac(World.APP_SECRET, got.body()));
            assertThat(got.contentType()).isEqualTo("application/json");
            assertThat(got.userAgent()).isEqualTo("facebookexternalua");
            JsonNode status = got.value().at("/statuses/0");
            assertThat(status.path("id").asText()).isEqualTo(answer.wamid());
            assertThat(status.path("recipient_id").asText()).isEqualTo("4915112345678");
            assertThat(status.path("timestamp").asText()).matches("\\d{10}");
            assertThat(status.path("biz_opaque_callback_data").asText()).isEqualTo(callback);
        }
        Got sent = world.sink.got().getFirst();
        assertThat(sent.json().path("object").asText()).isEqualTo("whatsapp_business_account");
        assertThat(sent.json().at("/entry/0/id").asText()).isEqualTo(world.wabaId);
        assertThat(sent.json().at("/entry/0/changes/0/field").asText()).isEqualTo("messages");
        assertThat(sent.value().at("/metadata/phone_number_id").asText()).isEqualTo(world.phoneNumberId);
        assertThat(sent.value().at("/statuses/0/conversation/origin/type").asText())
                .isEqualTo("service");
        assertThat(sent.value().at("/statuses/0/pricing/pricing_model").asText())
                .isEqualTo("PMP");
    }

    @Test
    void from_version_24_on_statuses_show_no_conversation() throws Exception {
        world.register(",\"apiVersion\":\"v24.0\",\"statuses\":[\"sent\"]");
        world.text("4915112345678", "hello", "");
        await().until(() -> world.sink.got().size() == 1);

        assertThat(world.sink.got().getFirst().value().at("/statuses/0").has("conversation"))
                .isFalse();
        assertThat(world.sink.got().getFirst().value().at("/statuses/0").has("pricing"))
                .isTrue();
    }

    @Test
    void a_user_without_a_number_is_reached_by_id() throws Exception {
        World.Answer answer = world.messages("""
                {"messaging_product":"whatsapp","recipient":"US.13491208655302741918","text":{"body":"hi"}}""");
        await().until(() -> world.sink.got().size() == 3);

        assertThat(answer.json().at("/contacts/0/user_id").asText()).isEqualTo("US.13491208655302741918");
        assertThat(answer.json().at("/contacts/0").has("wa_id")).isFalse();
        JsonNode status = world.sink.got().getFirst().value().at("/statuses/0");
        assertThat(status.path("recipient_user_id").asText()).isEqualTo("US.13491208655302741918");
        assertThat(status.has("recipient_id")).isFalse();
    }

    @Test
    void a_read_mark_succeeds_and_sends_no_webhook() throws Exception {
        World.Answer answer = world.messages("""
                {"messaging_product":"whatsapp","status":"read","message_id":"wamid.x","typing_indicator":{"type":"text"}}""");

        assertThat(answer.body()).isEqualTo("{\"success\":true}");
        assertThat(world.control("GET", "ledger", "").json().path("total").asInt())
                .isZero();
    }

    @Test
    void a_wrong_token_is_190_a_missing_one_104_and_a_foreign_number_100_33() throws Exception {
        String path = "/meta/v23.0/" + world.phoneNumberId + "/messages";
        World.Answer wrong = world.call("POST", path, "{}", Map.of("Authorization", "Bearer other"));
        World.Answer missing = world.call("POST", path, "{}", Map.of());
        World.Answer foreign = world.meta("POST", "1/messages", "{}");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo(190);
        assertThat(wrong.json().at("/error/type").asText()).isEqualTo("OAuthException");
        assertThat(wrong.json().at("/error/fbtrace_id").asText()).isNotEmpty();
        assertThat(missing.status()).isEqualTo(401);
        assertThat(missing.code()).isEqualTo(104);
        assertThat(foreign.status()).isEqualTo(400);
        assertThat(foreign.code()).isEqualTo(100);
        assertThat(foreign.json().at("/error/error_subcode").asInt()).isEqualTo(33);
    }

    @Test
    void a_second_registration_replaces_the_first() throws Exception {
        World.Answer again = world.control("POST", "accounts", """
                {"provider":"meta","phoneNumberId":"%s","wabaId":"1","accessToken":"new","appSecret":"s"}""".formatted(world.phoneNumberId));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("replaced").asBoolean()).isTrue();
        assertThat(world.text("4915112345678", "x", "").code()).isEqualTo(190);
    }

    private static String hmac(String secret, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
