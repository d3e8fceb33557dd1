package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.proto.send.v1.Receipt;
import dev.waypost.providers.CallbackMark;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// What Meta really does: large batches, odd escapes, repetitions, any order.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MetaRealityTest {
    private static IngressUnderTest ingress;
    private final String appId = Fixtures.digits(15);
    private final String appSecret = Fixtures.secret();

    @BeforeAll
    static void start() {
        ingress = new IngressUnderTest();
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @BeforeEach
    void app() {
        ingress.config.app(ingress.service().bean(Vault.class), appId, appSecret, Fixtures.secret());
    }

    @Test
    void a_thousand_updates_of_several_tenants_reach_each_with_its_own_only() throws Exception {
        List<TestTenant> tenants = List.of(tenant(), tenant(), tenant(), tenant());
        var entries = new ArrayList<String>();
        for (int at = 0; at < 1000; at++) {
            TestTenant tenant = tenants.get(at % tenants.size());
            entries.add("{\"id\":\"" + tenant.wabaId + "\",\"time\":1,\"changes\":["
                    + tenant.change(
                            at % 3 == 0 ? status("wamid.s" + at, "delivered") : message("wamid.m" + at, tenant.id))
                    + "]}");
        }
        byte[] body = ("{\"object\":\"whatsapp_business_account\",\"entry\":[" + String.join(",", entries) + "]}")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(post("/meta/webhook", body)).isEqualTo(200);
        assertThat(post("/meta/webhook", body)).isEqualTo(200);

        for (TestTenant tenant : tenants) {
            assertThat(ingress.stored(tenant.id)).isEqualTo(250);
            await().atMost(IngressUnderTest.SOON)
                    .until(() -> ingress.gotBy(tenant).size() == 1);
            String got = new String(ingress.gotBy(tenant).getFirst().body(), StandardCharsets.UTF_8);
            for (TestTenant other : tenants) {
                assertThat(got.contains(other.phoneNumberId)).isEqualTo(other == tenant);
                assertThat(got.contains(other.id)).isEqualTo(other == tenant);
            }
        }
    }

    @Test
    void a_body_of_three_megabytes_is_taken_and_delivered_byte_for_byte() throws Exception {
        var tenant = tenant();
        byte[] body = tenant.message("wamid.big", "4915112345678", "\\u00e9\\/ä😀".repeat(200_000), null);
        assertThat(body.length).isGreaterThan(2_500_000).isLessThan(4 * 1024 * 1024);

        assertThat(post("/meta/webhook/" + appId, body)).isEqualTo(200);

        await().atMost(IngressUnderTest.SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        assertThat(ingress.gotBy(tenant).getFirst().body()).isEqualTo(body);
        assertThat(ingress.gotBy(tenant).getFirst().headers())
                .containsEntry("x-hub-signature-256", TestTenant.sign(body, appSecret));
    }

    @Test
    void escaped_and_plain_spellings_are_one_event_and_both_are_verified_as_they_came() throws Exception {
        var tenant = tenant();
        String plain = new String(tenant.message("wamid.A/é", "491", "a/é", null), StandardCharsets.UTF_8);
        String escaped = plain.replace("/", "\\/").replace("é", "\\u00e9");

        assertThat(post("/meta/webhook", plain.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(200);
        assertThat(post("/meta/webhook", escaped.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(200);
        assertThat(ingress.post(
                                "/meta/webhook",
                                escaped.getBytes(StandardCharsets.UTF_8),
                                Map.of(
                                        "X-Hub-Signature-256",
                                        TestTenant.sign(plain.getBytes(StandardCharsets.UTF_8), appSecret)))
                        .statusCode())
                .isEqualTo(401);

        assertThat(ingress.stored(tenant.id)).isEqualTo(1);
    }

    @Test
    void a_status_that_comes_before_the_answer_to_the_send_carries_our_mark() throws Exception {
        var tenant = tenant();
        String mark = new CallbackMark("msg_1", null).text();

        assertThat(post("/meta/webhook", tenant.status("wamid.early", "491", "sent", mark)))
                .isEqualTo(200);

        await().atMost(IngressUnderTest.SOON)
                .until(() -> ingress.send.receiptsOf(tenant.id).size() == 1);
        assertThat(ingress.send.receiptsOf(tenant.id).getFirst().getProviderMessageId())
                .isEqualTo("wamid.early");
        assertThat(ingress.send.receiptsOf(tenant.id).getFirst().toString()).contains("msg_1");
    }

    @Test
    void read_before_delivered_are_both_kept_in_the_order_in_which_they_came() throws Exception {
        var tenant = tenant();

        assertThat(post("/meta/webhook", tenant.status("wamid.rd", "491", "read", null)))
                .isEqualTo(200);
        assertThat(post("/meta/webhook", tenant.status("wamid.rd", "491", "delivered", null)))
                .isEqualTo(200);

        await().atMost(IngressUnderTest.SOON)
                .until(() -> ingress.send.receiptsOf(tenant.id).size() == 2);
        assertThat(ingress.send.receiptsOf(tenant.id))
                .extracting(Receipt::toString)
                .satisfiesExactly(
                        first -> assertThat(first).containsIgnoringCase("read"),
                        second -> assertThat(second).containsIgnoringCase("delivered"));
    }

    @Test
    void the_same_body_at_the_same_moment_at_two_processes_is_one_event_and_one_delivery() throws Exception {
        var tenant = tenant();
        try (ServiceUnderTest second = ingress.second();
                var http = HttpClient.newHttpClient()) {
            tenant.publish(second);
            for (int round = 0; round < 10; round++) {
                byte[] body = tenant.message("wamid.twice" + round, "491", "x" + round, null);
                var go = new CountDownLatch(1);
                List<Future<Integer>> answers = new ArrayList<>();
                try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 10; i++) {
                        answers.add(pool.submit(() -> {
                            go.await();
                            return post("/meta/webhook", body);
                        }));
                        answers.add(pool.submit(() -> {
                            go.await();
                            return post(http, second, body);
                        }));
                    }
                    go.countDown();
                }
                for (Future<Integer> answer : answers) {
                    assertThat(answer.get()).isEqualTo(200);
                }
            }
            assertThat(ingress.stored(tenant.id)).isEqualTo(10);
            await().atMost(IngressUnderTest.SOON)
                    .until(() -> ingress.gotBy(tenant).size() >= 10);
        }
        assertThat(ingress.gotBy(tenant))
                .extracting(got -> new String(got.body(), StandardCharsets.UTF_8))
                .doesNotHaveDuplicates()
                .hasSize(10);
    }

    @Test
    void no_mutation_of_a_signed_body_reaches_a_tenant_that_the_signer_does_not_speak_for() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var attacker = tenant();
        var victim = new TestTenant().publish(ingress.service());
        ingress.config.own(victim);
        byte[] sample = ("{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"" + attacker.wabaId
                        + "\",\"changes\":[" + attacker.change(message("mine", "x")) + ","
                        + victim.change(message("theirs", "y")) + "]},{\"id\":\"" + victim.wabaId
                        + "\",\"changes\":[{\"field\":\"account_update\",\"value\":{\"event\":\"X\"}}]}]}")
                .getBytes(StandardCharsets.UTF_8);

        for (int round = 0; round < 300; round++) {
            byte[] body = mutated(sample, random);
            assertThat(post("/meta/webhook/" + appId, body))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(200);
            assertThat(post("/meta/webhook", body))
                    .as("seed %d round %d", seed, round)
                    .isIn(200, 401);
        }

        assertThat(ingress.stored(victim.id)).as("seed %d", seed).isZero();
    }

    private static byte[] mutated(byte[] sample, Random random) {
        byte[] body = sample.clone();
        for (int times = random.nextInt(4); times >= 0; times--) {
            switch (random.nextInt(4)) {
                case 0 -> body = Arrays.copyOf(body, random.nextInt(body.length + 1));
                case 1 -> {
                    int from = random.nextInt(body.length + 1);
                    int until = Math.min(body.length, from + random.nextInt(30));
                    byte[] cut = Arrays.copyOf(body, body.length - (until - from));
                    System.arraycopy(body, until, cut, from, body.length - until);
                    body = cut;
                }
                default -> {
                    if (body.length > 0) {
                        body[random.nextInt(body.length)] = (byte) "{}[]\",:0\\x".charAt(random.nextInt(10));
                    }
                }
            }
        }
        return body;
    }

    private TestTenant tenant() {
        var tenant = new TestTenant(appSecret).ofApp(appId);
        tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
        tenant.publish(ingress.service());
        ingress.config.own(tenant);
        return tenant;
    }

    private static String message(String id, String text) {
        return "\"messages\":[{\"from\":\"49151\",\"id\":\"" + id + "\",\"type\":\"text\",\"text\":{\"body\":\"" + text
                + "\"}}]";
    }

    private static String status(String id, String status) {
        return "\"statuses\":[{\"id\":\"" + id + "\",\"status\":\"" + status
                + "\",\"timestamp\":\"1750000001\",\"recipient_id\":\"491\"}]";
    }

    private int post(String path, byte[] body) throws Exception {
        return ingress.post(path, body, Map.of("X-Hub-Signature-256", TestTenant.sign(body, appSecret)))
                .statusCode();
    }

    private int post(HttpClient http, ServiceUnderTest service, byte[] body) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + service.bean(Ingress.class).publicPort() + "/meta/webhook"))
                                .header("X-Hub-Signature-256", TestTenant.sign(body, appSecret))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
