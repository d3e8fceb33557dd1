package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.testkit.ServiceUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL is killed, frozen and brought back, each time for real.
final class StoreAwayTest {
    private static final Pattern TEXT = Pattern.compile("\"body\":\"([^\"]*)\"");

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final TestProject project = TestProject.start();
    private final TestSendService send = new TestSendService();
    private final TestConfigService config = new TestConfigService();
    private StoreToKill store;

    @BeforeEach
    void start() throws Exception {
        store = new StoreToKill(folder);
    }

    @AfterEach
    void stop() {
        project.close();
        send.close();
        config.close();
        http.close();
        store.close();
    }

    @Test
    void without_a_spool_a_webhook_is_503_with_retry_after() throws Exception {
        try (var service = ServiceUnderTest.start("ingress", settings(false))) {
            var tenant = tenant(service);
            assertThat(post(service, tenant, "before").statusCode()).isEqualTo(200);
            store.close();

            var answer = post(service, tenant, "after");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(ready(service)).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(answer.body()).contains("STORE_UNAVAILABLE").doesNotContain("SQL");
        }
    }

    @Test
    void with_a_spool_webhooks_are_taken_while_the_store_is_killed_and_delivered_in_order_after() throws Exception {
        List<String> texts = IntStream.range(0, 30).mapToObj(i -> "text" + i).toList();
        var settings = settings(true);
        TestTenant tenant;
        try (var service = ServiceUnderTest.start("ingress", settings)) {
            tenant = tenant(service);
            assertThat(post(service, tenant, texts.getFirst()).statusCode()).isEqualTo(200);
            await().atMost(IngressUnderTest.SOON).until(() -> got(tenant).size() == 1);
            store.kill();
            for (String text : texts.subList(1, 20)) {
                assertThat(post(service, tenant, text).statusCode()).isEqualTo(200);
            }
            assertThat(got(tenant)).hasSize(1);
            assertThat(ready(service)).isEqualTo(200);
        }
        // The process goes while the store is still away; its successor finds what it kept.
        store.again();
        try (var service = ServiceUnderTest.start("ingress", settings)) {
            tenant.publish(service);
            for (String text : texts.subList(20, 30)) {
                assertThat(post(service, tenant, text).statusCode()).isEqualTo(200);
            }
            await().atMost(IngressUnderTest.SOON)
                    .untilAsserted(
                            () -> assertThat(got(tenant).stream().distinct()).containsExactlyElementsOf(texts));
            // Only what was under way when the store was killed may come twice.
            assertThat(got(tenant).stream().filter(text -> !text.equals("text0")))
                    .doesNotHaveDuplicates();
            await().atMost(IngressUnderTest.SOON).until(store::spoolIsEmpty);
        }
    }

    @Test
    void a_frozen_store_costs_a_webhook_a_bounded_time_and_stores_it_once() throws Exception {
        try (var service = ServiceUnderTest.start("ingress", settings(true))) {
            var tenant = tenant(service);
            assertThat(post(service, tenant, "first").statusCode()).isEqualTo(200);
            await().atMost(IngressUnderTest.SOON).until(() -> got(tenant).size() == 1);
            store.signal("STOP");
            try {
                long start = System.nanoTime();
                assertThat(post(service, tenant, "second").statusCode()).isEqualTo(200);
                assertThat(post(service, tenant, "third").statusCode()).isEqualTo(200);
                assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(10_000);
            } finally {
                store.signal("CONT");
            }
            await().atMost(IngressUnderTest.SOON).until(store::spoolIsEmpty);
            await().atMost(IngressUnderTest.SOON)
                    .untilAsserted(() -> assertThat(got(tenant)).containsExactly("first", "second", "third"));
        }
    }

    @Test
    void webhooks_of_every_provider_and_what_is_nobodys_wait_for_the_store() throws Exception {
        try (var service = ServiceUnderTest.start("ingress", settings(true))) {
            var meta = tenant(service);
            var waha = tenant(service, "WAHA");
            var gowa = tenant(service, "GOWA");
            var evolution = tenant(service, "EVOLUTION");
            // So that all of them are known.
            for (var tenant : List.of(meta, waha, gowa, evolution)) {
                assertThat(of(service, tenant, "before").statusCode()).isEqualTo(200);
            }
            var stray = new TestTenant();
            assertThat(signed(service, meta, stray.message("wamid.s0", "491", "stray0", null)))
                    .isEqualTo(200);
            store.kill();

            for (int i = 1; i <= 3; i++) {
                for (var tenant : List.of(meta, waha, gowa, evolution)) {
                    assertThat(of(service, tenant, "text" + i).statusCode()).isEqualTo(200);
                }
                assertThat(signed(service, meta, stray.message("wamid.s" + i, "491", "stray" + i, null)))
                        .isEqualTo(200);
            }
            // An answer to a message, whose trace nobody can look up now.
            assertThat(signed(service, meta, meta.message("wamid.reply", "4915112345678", "reply", "wamid.before")))
                    .isEqualTo(200);
            store.again();

            for (var tenant : List.of(waha, gowa, evolution)) {
                await().atMost(IngressUnderTest.SOON)
                        .untilAsserted(() ->
                                assertThat(texts(tenant)).containsSubsequence("before", "text1", "text2", "text3"));
            }
            await().atMost(IngressUnderTest.SOON)
                    .untilAsserted(
                            () -> assertThat(texts(meta)).containsSubsequence("text1", "text2", "text3", "reply"));
            await().atMost(IngressUnderTest.SOON).until(store::spoolIsEmpty);
            List<String> strays = service.bean(Db.class)
                    .read(sql -> sql.list(
                            "SELECT provider_message_id AS id FROM quarantined WHERE tenant_id = ? ORDER BY event_id",
                            row -> row.string("id"),
                            meta.id));
            assertThat(strays).containsExactly("wamid.s0", "wamid.s1", "wamid.s2", "wamid.s3");
            assertThat(store.files(".broken")).isZero();
        }
    }

    @Test
    void beyond_the_quota_whatever_comes_is_503_with_retry_after() throws Exception {
        var settings = settings(true);
        settings.put("waypost.ingress.spool.quota-megabytes", "1");
        try (var service = ServiceUnderTest.start("ingress", settings)) {
            var tenant = tenant(service);
            assertThat(post(service, tenant, "before").statusCode()).isEqualTo(200);
            var stray = new TestTenant();
            assertThat(signed(service, tenant, stray.message("wamid.q", "491", "stray", null)))
                    .isEqualTo(200);
            store.kill();
            String long1 = "x".repeat(300_000);
            for (int i = 0; i < 3; i++) {
                assertThat(signed(service, tenant, stray.message("wamid.q" + i, "491", long1, null)))
                        .isEqualTo(200);
            }

            byte[] more = stray.message("wamid.q4", "491", long1, null);
            var answer = send(service, tenant, more, Map.of("X-Hub-Signature-256", tenant.sign(more)));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(post(service, tenant, "small").statusCode()).isEqualTo(200);
        }
    }

    private Map<String, Object> settings(boolean spooled) {
        Map<String, Object> settings = spooled ? store.spooled() : store.settings();
        settings.put("waypost.peers.send", send.address());
        settings.put("waypost.ingress.delivery.retry-base", "50ms");
        settings.put("waypost.ingress.delivery.retry-cap", "200ms");
        settings.put("waypost.peers.config", config.address());
        return settings;
    }

    private TestTenant tenant(ServiceUnderTest service) {
        var tenant = new TestTenant();
        tenant.project(service, project.url(), Map.of(), true);
        return tenant.publish(service);
    }

    private List<String> got(TestTenant tenant) {
        return project.got().stream()
                .filter(got -> tenant.id.equals(got.headers().get("x-tenant-id")))
                .map(got -> new String(got.body(), StandardCharsets.UTF_8))
                .map(body ->
                        TEXT.matcher(body).results().findFirst().orElseThrow().group(1))
                .toList();
    }

    private int ready(ServiceUnderTest service) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.httpPort() + "/health/readiness"));
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private TestTenant tenant(ServiceUnderTest service, String provider) {
        var tenant = new TestTenant().speaking(provider, "s1");
        tenant.project(service, project.url(), Map.of(), true);
        return tenant.publish(service);
    }

    /// A message as the tenant's provider sends it, with its proof.
    private HttpResponse<String> of(ServiceUnderTest service, TestTenant tenant, String text) throws Exception {
        return switch (tenant.provider()) {
            case "WAHA" -> {
                byte[] body = bytes("{\"id\":\"e" + text + "\",\"event\":\"message\",\"session\":\"s1\",\"payload\":"
                        + "{\"id\":\"false_491@c.us_" + text + "\",\"from\":\"491@c.us\",\"fromMe\":false,\"body\":\""
                        + text
                        + "\"}}");
                yield send(service, tenant, body, Map.of("X-Webhook-Hmac", GatewayWorld.sign(body, tenant.appSecret)));
            }
            case "GOWA" -> {
                byte[] body = bytes("{\"event\":\"message\",\"session_id\":\"s1\",\"payload\":{\"id\":\"" + text
                        + "\",\"from\":\"491@s.whatsapp.net\",\"chat_id\":\"491@s.whatsapp.net\",\"body\":\"" + text
                        + "\"}}");
                yield send(service, tenant, body, Map.of("X-Hub-Signature-256", tenant.sign(body)));
            }
            case "EVOLUTION" -> {
                byte[] body =
                        bytes("{\"event\":\"messages.upsert\",\"instance\":\"s1\",\"data\":{\"key\":{\"id\":\"" + text
                                + "\",\"remoteJid\":\"491@s.whatsapp.net\",\"fromMe\":false},\"messageType\":\"conversation\","
                                + "\"message\":{\"conversation\":\"" + text + "\"},\"body\":\"" + text + "\"}}");
                yield send(service, tenant, body, Map.of("Authorization", "Bearer " + tenant.appSecret));
            }
            default -> post(service, tenant, text);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Each once, in the order in which they came first.
    private List<String> texts(TestTenant tenant) {
        return got(tenant).stream().distinct().toList();
    }

    private int signed(ServiceUnderTest service, TestTenant tenant, byte[] body) throws Exception {
        return send(service, tenant, body, Map.of("X-Hub-Signature-256", tenant.sign(body)))
                .statusCode();
    }

    private HttpResponse<String> post(ServiceUnderTest service, TestTenant tenant, String text) throws Exception {
        byte[] body = tenant.message("wamid." + text, "4915112345678", text, null);
        return send(service, tenant, body, Map.of("X-Hub-Signature-256", tenant.sign(body)));
    }

    private HttpResponse<String> send(
            ServiceUnderTest service, TestTenant tenant, byte[] body, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + service.bean(Ingress.class).publicPort() + tenant.path()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
