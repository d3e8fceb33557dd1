package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes in, over real sockets, with the real PostgreSQL and Redis.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReceiveTest {
    private static final Duration SOON = IngressUnderTest.SOON;
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
    void what_is_not_signed_by_the_endpoint_is_401_and_leaves_nothing() throws Exception {
        var tenant = ingress.tenant();
        var other = ingress.tenant();
        byte[] body = tenant.message("wamid.2", "4915112345678", "x", null);
        String right = tenant.sign(body);
        List<Map<String, String>> wrong = List.of(
                Map.of(),
                Map.of("X-Hub-Signature-256", ""),
                Map.of("X-Hub-Signature-256", other.sign(body)),
                Map.of("X-Hub-Signature-256", right.substring(0, right.length() - 1)),
                Map.of("X-Hub-Signature-256", right + "0"),
                Map.of("X-Hub-Signature-256", right + "," + right),
                Map.of("X-Hub-Signature-256", "sha1=" + right.substring(7)),
                Map.of("X-Hub-Signature-256", right.substring(7)),
                Map.of("X-Hub-Signature", "sha1=" + "0".repeat(40)),
                Map.of("X-Hub-Signature-256", "sha256=" + "zz".repeat(32)));

        String shape = null;
        for (Map<String, String> headers : wrong) {
            var answer = ingress.post(tenant.path(), body, headers);
            assertThat(answer.statusCode()).as(headers.toString()).isEqualTo(401);
            shape = shape == null ? answer.body() : shape;
            assertThat(answer.body()).isEqualTo(shape);
        }
        assertThat(ingress.stored(tenant.id)).isZero();
    }

    @Test
    void a_deleted_tenant_is_answered_like_a_wrong_signature_and_nothing_is_kept() throws Exception {
        var deleted = new TestTenant().deleted().publish(ingress.service());
        var alive = ingress.tenant();
        byte[] body = deleted.message("wamid.gone", "4915112345678", "x", null);
        String handshake = "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + deleted.verifyToken;

        var toDeleted = ingress.post(deleted.path(), body, Map.of("X-Hub-Signature-256", deleted.sign(body)));
        var toAlive = ingress.post(alive.path(), body, Map.of("X-Hub-Signature-256", deleted.sign(body)));

        assertThat(toDeleted.statusCode()).isEqualTo(401);
        assertThat(toDeleted.body()).isEqualTo(toAlive.body());
        assertThat(ingress.get(deleted.path() + handshake).statusCode()).isEqualTo(403);
        assertThat(ingress.stored(deleted.id)).isZero();
    }

    @Test
    void both_secrets_of_a_rotation_count_until_the_old_one_ends() throws Exception {
        String old = Fixtures.secret();
        Instant end = Instant.now().plusSeconds(3);
        var tenant = new TestTenant().rotatedFrom(old, end).publish(ingress.service());
        byte[] body = tenant.message("wamid.r1", "4915112345678", "x", null);
        byte[] later = tenant.message("wamid.r2", "4915112345678", "y", null);
        String handshake = tenant.path() + "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=";

        int withOld = ingress.post(tenant.path(), body, Map.of("X-Hub-Signature-256", TestTenant.sign(body, old)))
                .statusCode();
        int tokenOld = ingress.get(handshake + old).statusCode();
        Instant answered = Instant.now();
        // The snapshot stays in memory for longer than the overlap: the end is noticed at the use, not at the load.
        await().atMost(SOON)
                .until(() ->
                        ingress.post(tenant.path(), later, Map.of("X-Hub-Signature-256", TestTenant.sign(later, old)))
                                        .statusCode()
                                == 401);

        assertThat(answered).isBefore(end);
        assertThat(withOld).isEqualTo(200);
        assertThat(tokenOld).isEqualTo(200);
        assertThat(Instant.now()).isAfterOrEqualTo(end);
        assertThat(ingress.get(handshake + old).statusCode()).isEqualTo(403);
        assertThat(ingress.get(handshake + tenant.verifyToken).statusCode()).isEqualTo(200);
        assertThat(ingress.signed(tenant, later)).isEqualTo(200);
    }

    @Test
    void unknown_tenants_and_endpoints_answer_like_a_wrong_signature() throws Exception {
        var tenant = ingress.tenant();
        byte[] body = tenant.message("wamid.3", "4915112345678", "x", null);
        var headers = Map.of("X-Hub-Signature-256", tenant.sign(body));

        var wrong = ingress.post(tenant.path(), body, Map.of("X-Hub-Signature-256", "sha256=" + "0".repeat(64)));
        var noEndpoint = ingress.post("/api/whatsapp/webhook/" + tenant.id + "/nope", body, headers);
        var notAnId = ingress.post("/api/whatsapp/webhook/%2e%2e/" + tenant.endpointId, body, headers);

        for (var answer : List.of(noEndpoint, notAnId)) {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo(wrong.body());
            assertThat(answer.headers().map()).isEqualTo(wrong.headers().map());
        }
    }

    @Test
    void without_a_secret_nothing_is_accepted() throws Exception {
        var tenant = new TestTenant("").publish(ingress.service(), null);
        byte[] body = tenant.message("wamid.4", "4915112345678", "x", null);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[1], "HmacSHA256"));

        var answer = ingress.post(
                tenant.path(),
                body,
                Map.of(
                        "X-Hub-Signature-256",
                        "sha256=" + java.util.HexFormat.of().formatHex(mac.doFinal(body))));

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void the_same_body_at_the_same_moment_is_stored_and_delivered_once() throws Exception {
        var tenant = ingress.tenantWithProject();
        byte[] body = tenant.message("wamid.5", "4915112345678", "x", null);
        var go = new CountDownLatch(1);
        List<Future<Integer>> answers = new ArrayList<>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                answers.add(pool.submit(() -> {
                    go.await();
                    return ingress.signed(tenant, body);
                }));
            }
            go.countDown();
        }

        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(200);
        }
        assertThat(ingress.stored(tenant.id)).isEqualTo(1);
        byte[] last = tenant.message("wamid.5b", "4915112345678", "y", null);
        ingress.signed(tenant, last);
        await().atMost(SOON)
                .until(() -> ingress.gotBy(tenant).stream().anyMatch(got -> java.util.Arrays.equals(got.body(), last)));
        // In order within the conversation: whatever came before the last one is there by now.
        assertThat(ingress.gotBy(tenant)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"entry\":[",
                "[]",
                "null",
                "not json at all \u0000",
                "{\"object\":\"page\"}",
                "{\"entry\":[{}]}",
                "\"x\""
            })
    void what_cannot_be_taken_apart_is_kept_in_quarantine(String text) throws Exception {
        var tenant = ingress.tenantWithProject();
        byte[] body = text.getBytes(StandardCharsets.UTF_8);

        assertThat(ingress.signed(tenant, body)).isEqualTo(200);
        assertThat(ingress.signed(tenant, body)).isEqualTo(200);

        assertThat(ingress.stored(tenant.id)).isZero();
        Event kept = ingress.quarantined(tenant);
        assertThat(kept.getQuarantined()).isTrue();
        assertThat(kept.getPayload().toByteArray()).isEqualTo(body);
    }

    @Test
    void a_number_of_another_tenant_is_never_routed() throws Exception {
        var attacker = ingress.tenantWithProject();
        var victim = ingress.tenantWithProject();
        byte[] body = victim.message("wamid.6", "4915112345678", "injected", null);

        int answer = ingress.post(attacker.path(), body, Map.of("X-Hub-Signature-256", attacker.sign(body)))
                .statusCode();

        assertThat(answer).isEqualTo(200);
        assertThat(ingress.stored(victim.id)).isZero();
        assertThat(ingress.events(attacker.id)).isEmpty();
        assertThat(ingress.quarantined(attacker).getPhoneNumberId()).isEqualTo(victim.phoneNumberId);
        assertThat(ingress.gotBy(victim)).isEmpty();
        assertThat(ingress.gotBy(attacker)).isEmpty();
    }

    @Test
    void a_body_shared_with_another_business_is_delivered_without_its_part() throws Exception {
        var tenant = ingress.tenantWithProject();
        var other = new TestTenant();
        String mine =
                "\"messages\":[{\"from\":\"49151\",\"id\":\"m1\",\"type\":\"text\",\"text\":{\"body\":\"mine\"}}]";
        String theirs =
                "\"messages\":[{\"from\":\"49152\",\"id\":\"m2\",\"type\":\"text\",\"text\":{\"body\":\"theirs\"}}]";
        byte[] body = ("{\"entry\":[{\"id\":\"" + tenant.wabaId + "\",\"changes\":[" + tenant.change(mine) + ","
                        + other.change(theirs) + "]}]}")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(ingress.signed(tenant, body)).isEqualTo(200);

        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        var got = ingress.gotBy(tenant).getFirst();
        assertThat(new String(got.body(), StandardCharsets.UTF_8))
                .contains("mine")
                .doesNotContain("theirs");
        assertThat(got.headers()).doesNotContainKey("x-hub-signature-256").containsKey("webhook-signature");
        assertThat(ingress.quarantined(tenant).getPayload().toByteArray()).isEqualTo(body);
    }

    @Test
    void a_body_over_4_MB_is_413() throws Exception {
        var tenant = ingress.tenant();
        byte[] body = new byte[4 * 1024 * 1024 + 1];

        assertThat(ingress.signed(tenant, body)).isEqualTo(413);
        assertThat(ingress.stored(tenant.id)).isZero();
    }

    @Test
    void the_handshake_echoes_the_challenge_for_the_right_token_only() throws Exception {
        var tenant = ingress.tenant();
        String query = "?hub.mode=subscribe&hub.challenge=%3Cb%3E1158201444&hub.verify_token=";

        var right = ingress.get(tenant.path() + query + tenant.verifyToken);
        var wrong = ingress.get(tenant.path() + query + "wrong");
        var unknown = ingress.get("/api/whatsapp/webhook/nobody/none" + query + tenant.verifyToken);

        assertThat(right.statusCode()).isEqualTo(200);
        assertThat(right.body()).isEqualTo("<b>1158201444");
        assertThat(right.headers().firstValue("content-type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("text/plain"));
        assertThat(right.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(unknown.statusCode()).isIn(403, 503);
    }

    @Test
    void the_tenants_active_endpoint_has_a_path_of_its_own() throws Exception {
        var tenant = ingress.tenant();
        byte[] body = tenant.message("wamid.12", "4915112345678", "x", null);

        var answer = ingress.post(
                "/api/webhooks/whatsapp/" + tenant.id, body, Map.of("X-Hub-Signature-256", tenant.sign(body)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ingress.events(tenant.id))
                .singleElement()
                .satisfies(e -> assertThat(e.getEndpointId()).isEqualTo(tenant.endpointId));
    }

    @Test
    void health_is_there_and_nothing_else_is() throws Exception {
        assertThat(ingress.get("/health").body()).startsWith("{\"status\":\"healthy\",\"service\":\"webhook-ingress\"");
        assertThat(ingress.get("/prometheus").statusCode()).isEqualTo(404);
    }
}
