package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.embedded.PostgresServer;
import dev.waypost.embedded.RedisServer;
import dev.waypost.platform.boot.Running;
import dev.waypost.platform.boot.Service;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each part is broken for real, and `/admin/health` says so, and says again when it works.
class SystemHealthTest {
    /// The promise is 15 s; a machine that is busy with other tests is slower than one in use.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int consolePort = freePort();
    private final int postgresPort = freePort();
    private final int redisPort = freePort();
    private PostgresServer postgres;
    private RedisServer redis;

    @BeforeEach
    void start() throws IOException {
        // PostgreSQL may run as another user than we do.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres = startedPostgres();
        redis = startedRedis();
    }

    @AfterEach
    void stop() {
        postgres.close();
        redis.close();
        http.close();
    }

    @Test
    void the_truth_is_told_of_every_part_while_it_is_broken_and_afterwards() {
        var stores = new HashMap<String, Object>(Map.of(
                "waypost.db.url", postgres.jdbcUrl(),
                "waypost.db.connect-timeout", "1s",
                "waypost.redis.url", redis.url()));
        try (var config = ServiceUnderTest.start("config", stores);
                var ingress = ServiceUnderTest.start("ingress", with(stores, config));
                var health = ServiceUnderTest.start("health", with(stores, config))) {
            var send = ServiceUnderTest.start("send", with(stores, config));
            try (Running console = console(config, send, ingress, health)) {
                awaitAll();
                assertThat(ask().statusCode()).isEqualTo(200);

                redis.close();
                awaitPart("redis", "degraded");
                assertThat(ask().statusCode()).isEqualTo(200);
                redis = startedRedis();
                awaitAll();

                postgres.close();
                await().atMost(PATIENCE).until(() -> ask().statusCode() == 503);
                awaitPart("postgres", "unhealthy");
                assertThat(liveness(send)).isEqualTo(200);
                postgres = startedPostgres();
                awaitAll();

                send.close();
                awaitPart("send", "unreachable");
                assertThat(ask().statusCode()).isEqualTo(503);
                awaitPart("config", "healthy");
            } finally {
                send.close();
            }
        }
    }

    private Running console(
            ServiceUnderTest config, ServiceUnderTest send, ServiceUnderTest ingress, ServiceUnderTest health) {
        return Service.start(
                "console",
                Map.ofEntries(
                        Map.entry("waypost.console.port", consolePort),
                        Map.entry("waypost.console.ops-port", freePort()),
                        Map.entry("waypost.server.host", "127.0.0.1"),
                        Map.entry("waypost.auth.admin-key", ServiceUnderTest.ADMIN_KEY),
                        Map.entry("waypost.auth.service-key", ServiceUnderTest.SERVICE_KEY),
                        Map.entry("waypost.crypto.key", Vault.newKeyset()),
                        Map.entry("waypost.peers.config", config.grpcAddress()),
                        Map.entry("waypost.peers.send", send.grpcAddress()),
                        Map.entry("waypost.peers.ingress", ingress.grpcAddress()),
                        Map.entry("waypost.peers.health", health.grpcAddress())));
    }

    private Map<String, Object> with(Map<String, Object> stores, ServiceUnderTest config) {
        var settings = new HashMap<>(stores);
        settings.put("waypost.peers.config", config.grpcAddress());
        return settings;
    }

    private PostgresServer startedPostgres() {
        return PostgresServer.start(folder.resolve("postgres"), postgresPort, PostgresServer.Durability.DURABLE);
    }

    private RedisServer startedRedis() {
        return RedisServer.start(folder.resolve("redis"), redisPort, false);
    }

    private void awaitAll() {
        awaitPart("postgres", "healthy");
        awaitPart("redis", "healthy");
        List.of("config", "send", "ingress", "health").forEach(service -> awaitPart(service, "healthy"));
    }

    private void awaitPart(String part, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ask().body()).contains("\"" + part + "\":\"" + state + "\""));
    }

    private HttpResponse<String> ask() {
        return get("http://127.0.0.1:" + consolePort + "/admin/health");
    }

    private int liveness(ServiceUnderTest service) {
        return get("http://127.0.0.1:" + service.httpPort() + "/health/liveness")
                .statusCode();
    }

    private HttpResponse<String> get(String url) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .header("Authorization", "Bearer " + ServiceUnderTest.ADMIN_KEY)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
