package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AllowedAddressesTest {
    private static final byte[] BODY = "{\"entry\":[]}".getBytes(StandardCharsets.UTF_8);
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
    void a_webhook_from_an_address_that_is_not_on_the_list_is_403_however_well_it_is_signed() throws Exception {
        var tenant =
                new TestTenant().allowing("203.0.113.0/24", "2001:db8::/32").publish(ingress.service());

        var socket = ingress.post(tenant.path(), BODY, Map.of("X-Hub-Signature-256", tenant.sign(BODY)));
        int stranger = from(tenant, "198.51.100.7");
        int spoofed = from(tenant, "203.0.113.9, 198.51.100.7");

        assertThat(socket.statusCode()).isEqualTo(403);
        assertThat(socket.body()).contains("\"reason\":\"IP_NOT_ALLOWED\"");
        assertThat(stranger).isEqualTo(403);
        assertThat(spoofed).isEqualTo(403);
        assertThat(from(tenant, "203.0.113.9")).isEqualTo(200);
        assertThat(from(tenant, "2001:db8::9")).isEqualTo(200);
        assertThat(from(tenant, "::ffff:203.0.113.9")).isEqualTo(200);
    }

    @Test
    void the_handshake_and_the_tenants_own_path_are_held_to_the_list_too() throws Exception {
        var tenant = new TestTenant().allowing("203.0.113.0/24").publish(ingress.service());

        int handshake = ingress.get(
                        tenant.path() + "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + tenant.verifyToken)
                .statusCode();
        int own = ingress.post(
                        "/api/webhooks/whatsapp/" + tenant.id, BODY, Map.of("X-Hub-Signature-256", tenant.sign(BODY)))
                .statusCode();

        assertThat(handshake).isEqualTo(403);
        assertThat(own).isEqualTo(403);
    }

    @Test
    void a_changed_list_counts_without_a_restart() throws Exception {
        var tenant = new TestTenant().publish(ingress.service());
        assertThat(from(tenant, "198.51.100.7")).isEqualTo(200);

        tenant.allowing("203.0.113.0/24").publish(ingress.service());
        await().atMost(IngressUnderTest.SOON).until(() -> from(tenant, "198.51.100.7") == 403);

        tenant.allowing("198.51.100.7").publish(ingress.service());
        await().atMost(IngressUnderTest.SOON).until(() -> from(tenant, "198.51.100.7") == 200);
        assertThat(from(tenant, "203.0.113.9")).isEqualTo(403);
    }

    private static int from(TestTenant tenant, String forwardedFor) throws Exception {
        return ingress.post(
                        tenant.path(),
                        BODY,
                        Map.of("X-Hub-Signature-256", tenant.sign(BODY), "X-Forwarded-For", forwardedFor))
                .statusCode();
    }
}
