package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.embedded.Ports;
import dev.waypost.embedded.PostgresServer;
import dev.waypost.testkit.ServiceUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
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
    private PostgresServer postgres;

    @BeforeEach
    void start() throws Exception {
        // PostgreSQL may run as another user than we do.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres = PostgresServer.start(folder.resolve("postgres"), Ports.anyFree(), PostgresServer.Durability.DURABLE);
    }

    @AfterEach
    void stop() {
        project.close();
        send.close();
        http.close();
        postgres.close();
    }

    @Test
    void without_a_spool_a_webhook_is_503_with_retry_after() throws Exception {
        try (var service = ServiceUnderTest.start("ingress", settings(false))) {
            var tenant = tenant(service);
            assertThat(post(service, tenant, "before").statusCode()).isEqualTo(200);
            postgres.close();

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
            kill(postgres.pid());
            for (String text : texts.subList(1, 20)) {
                assertThat(post(service, tenant, text).statusCode()).isEqualTo(200);
            }
            assertThat(got(tenant)).hasSize(1);
            assertThat(ready(service)).isEqualTo(200);
        }
        // The process goes while the store is still away; its successor finds what it kept.
        postgres = PostgresServer.start(folder.resolve("postgres"), postgres.port(), PostgresServer.Durability.DURABLE);
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
            await().atMost(IngressUnderTest.SOON).until(this::spoolIsEmpty);
        }
    }

    @Test
    void a_frozen_store_costs_a_webhook_a_bounded_time_and_stores_it_once() throws Exception {
        try (var service = ServiceUnderTest.start("ingress", settings(true))) {
            var tenant = tenant(service);
            assertThat(post(service, tenant, "first").statusCode()).isEqualTo(200);
            await().atMost(IngressUnderTest.SOON).until(() -> got(tenant).size() == 1);
            signal("STOP");
            try {
                long start = System.nanoTime();
                assertThat(post(service, tenant, "second").statusCode()).isEqualTo(200);
                assertThat(post(service, tenant, "third").statusCode()).isEqualTo(200);
                assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(10_000);
            } finally {
                signal("CONT");
            }
            await().atMost(IngressUnderTest.SOON).until(this::spoolIsEmpty);
            await().atMost(IngressUnderTest.SOON)
                    .untilAsserted(() -> assertThat(got(tenant)).containsExactly("first", "second", "third"));
        }
    }

    private Map<String, Object> settings(boolean spooled) {
        var settings = new HashMap<String, Object>();
        settings.put("waypost.db.url", postgres.jdbcUrl());
        settings.put("waypost.db.connect-timeout", "1s");
        settings.put("waypost.peers.send", send.address());
        settings.put("waypost.ingress.delivery.retry-base", "50ms");
        settings.put("waypost.ingress.delivery.retry-cap", "200ms");
        if (spooled) {
            settings.put("waypost.ingress.spool.folder", folder.resolve("spool").toString());
            settings.put("waypost.ingress.spool.store-timeout", "1s");
        }
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

    private boolean spoolIsEmpty() throws Exception {
        try (var files = Files.list(folder.resolve("spool"))) {
            return files.noneMatch(file -> file.toString().endsWith(".spool"));
        }
    }

    /// The server and all it started.
    private static void kill(long pid) {
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = server.descendants().toList();
        server.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
        server.onExit().join();
    }

    private void signal(String name) throws Exception {
        ProcessHandle server = ProcessHandle.of(postgres.pid()).orElseThrow();
        for (ProcessHandle each : java.util.stream.Stream.concat(
                        server.descendants(), java.util.stream.Stream.of(server))
                .toList()) {
            new ProcessBuilder("kill", "-" + name, String.valueOf(each.pid()))
                    .start()
                    .waitFor();
        }
    }

    private HttpResponse<String> post(ServiceUnderTest service, TestTenant tenant, String text) throws Exception {
        byte[] body = tenant.message("wamid." + text, "4915112345678", text, null);
        var request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + service.bean(Ingress.class).publicPort() + tenant.path()))
                .header("X-Hub-Signature-256", tenant.sign(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
