package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.EventKind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// The webhooks of self-hosted providers, each with its own proof.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GatewayWebhooksTest {
    private static IngressUnderTest ingress;

    @BeforeAll
    static void start() {
        ingress = new IngressUnderTest();
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void a_waha_message_is_delivered_with_its_bytes_and_signature() throws Exception {
        var tenant = tenant("WAHA");
        byte[] body = bytes("{\"id\":\"evt_1\",\"event\":\"message\",\"session\":\"s1\",\"payload\":"
                + "{\"id\":\"false_491@c.us_A\",\"from\":\"491@c.us\",\"fromMe\":false,\"body\":\"hi\"}}");
        String signature = hmac("HmacSHA512", tenant.appSecret, body);

        assertThat(post(
                        tenant,
                        body,
                        Map.of("X-Webhook-Hmac", signature.replace('0', '1').replace('2', '0'))))
                .isEqualTo(401);
        assertThat(post(tenant, body, Map.of("X-Hub-Signature-256", tenant.sign(body))))
                .isEqualTo(401);
        assertThat(post(tenant, body, Map.of())).isEqualTo(401);
        assertThat(post(tenant, body, Map.of("X-Webhook-Hmac", signature))).isEqualTo(200);
        assertThat(post(tenant, body, Map.of("X-Webhook-Hmac", signature))).isEqualTo(200);

        await().atMost(IngressUnderTest.SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        assertThat(ingress.gotBy(tenant).getFirst().body()).isEqualTo(body);
        assertThat(ingress.gotBy(tenant).getFirst().headers())
                .containsEntry("x-webhook-hmac", signature)
                .doesNotContainKey("x-hub-signature-256");
        assertThat(ingress.stored(tenant.id)).isEqualTo(1);
    }

    @Test
    void gowa_acknowledgements_become_receipts_of_every_message() throws Exception {
        var tenant = tenant("GOWA");
        byte[] body = bytes("{\"event\":\"message.ack\",\"session_id\":\"s1\",\"payload\":{\"ids\":[\"A\",\"B\"],"
                + "\"chat_id\":\"491@s.whatsapp.net\",\"from\":\"491@s.whatsapp.net\",\"receipt_type\":\"read\"}}");

        assertThat(post(tenant, body, Map.of("X-Hub-Signature-256", tenant.sign(body))))
                .isEqualTo(200);

        await().atMost(IngressUnderTest.SOON)
                .until(() -> ingress.send.receiptsOf(tenant.id).size() == 2);
        assertThat(ingress.send.receiptsOf(tenant.id))
                .extracting(receipt -> receipt.getProviderMessageId())
                .containsExactlyInAnyOrder("A", "B");
    }

    @Test
    void evolutions_key_is_neither_kept_nor_passed_on() throws Exception {
        var tenant = tenant("EVOLUTION");
        byte[] body = bytes("{\"event\":\"messages.upsert\",\"instance\":\"s1\",\"data\":{\"key\":{\"id\":\"A\","
                + "\"remoteJid\":\"491@s.whatsapp.net\",\"fromMe\":false},\"messageType\":\"conversation\"},"
                + "\"apikey\":\"LEAKED-KEY\"}");

        assertThat(post(tenant, body, Map.of("Authorization", "Bearer wrong"))).isEqualTo(401);
        assertThat(post(tenant, body, Map.of("Authorization", "Bearer " + tenant.appSecret)))
                .isEqualTo(200);

        await().atMost(IngressUnderTest.SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        var got = ingress.gotBy(tenant).getFirst();
        assertThat(new String(got.body(), StandardCharsets.UTF_8))
                .doesNotContain("LEAKED-KEY")
                .contains("\"apikey\":\"**********\"");
        assertThat(got.headers()).doesNotContainKey("authorization");
    }

    @Test
    void a_session_of_somebody_else_is_nobodys() throws Exception {
        var tenant = tenant("WAHA");
        byte[] body = bytes("{\"id\":\"evt_2\",\"event\":\"message\",\"session\":\"other\",\"payload\":"
                + "{\"id\":\"false_491@c.us_B\",\"from\":\"491@c.us\",\"fromMe\":false,\"body\":\"hi\"}}");

        assertThat(post(tenant, body, Map.of("X-Webhook-Hmac", hmac("HmacSHA512", tenant.appSecret, body))))
                .isEqualTo(200);

        assertThat(ingress.stored(tenant.id)).isZero();
        assertThat(ingress.quarantined(tenant).getPayload().toByteArray()).isEqualTo(body);
    }

    @Test
    void session_events_have_a_kind_of_their_own() throws Exception {
        var tenant = tenant("WAHA");
        byte[] body = bytes("{\"id\":\"evt_3\",\"event\":\"session.status\",\"session\":\"s1\",\"payload\":"
                + "{\"name\":\"s1\",\"status\":\"FAILED\"}}");

        assertThat(post(tenant, body, Map.of("X-Webhook-Hmac", hmac("HmacSHA512", tenant.appSecret, body))))
                .isEqualTo(200);

        List<Event> events = ingress.events(tenant.id);
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.getKind()).isEqualTo(EventKind.EVENT_KIND_SESSION));
    }

    private static TestTenant tenant(String provider) {
        var tenant = new TestTenant().speaking(provider, "s1");
        tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
        return tenant.publish(ingress.service());
    }

    private static int post(TestTenant tenant, byte[] body, Map<String, String> headers) throws Exception {
        return ingress.post(tenant.path(), body, headers).statusCode();
    }

    private static String hmac(String algorithm, String secret, byte[] body) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(bytes(secret), algorithm));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
