package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.embedded.Ports;
import dev.waypost.embedded.PostgresServer;
import dev.waypost.embedded.RedisServer;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL and Redis are killed under a send-service at work, each for real.
final class KilledStoreTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int SENDERS = 32;

    /// Kills of each store; the long form says `-Dtest.kills=30`.
    private static final int KILLS = Integer.getInteger("test.kills", 1);

    @TempDir
    Path folder;

    private PostgresServer postgres;
    private RedisServer redis;

    @BeforeEach
    void start() throws IOException {
        // PostgreSQL may run as another user than we do.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres = PostgresServer.start(folder.resolve("postgres"), Ports.anyFree(), PostgresServer.Durability.DURABLE);
        redis = RedisServer.start(folder.resolve("redis"), Ports.anyFree(), false);
    }

    @AfterEach
    void stop() {
        postgres.close();
        redis.close();
    }

    @Test
    void what_was_acknowledged_is_sent_once_whatever_is_killed_beneath() throws Exception {
        Map<String, Object> settings = Map.of(
                "waypost.db.url", postgres.jdbcUrl(),
                "waypost.db.connect-timeout", "1s",
                "waypost.redis.url", redis.url());
        List<SendRequest> open = Collections.synchronizedList(new ArrayList<>());
        try (var scene = new KillScene(4);
                var service = ServiceUnderTest.start("send", settings)) {
            List<String> tenants = List.copyOf(scene.tenants.keySet());
            var working = new AtomicBoolean(true);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < SENDERS; i++) {
                    String tenant = tenants.get(i % tenants.size());
                    threads.submit(() -> {
                        while (working.get()) {
                            SendRequest next = scene.request(tenant, scene.recipient());
                            if (!scene.send(service.admin(), next)) {
                                open.add(next);
                            }
                        }
                    });
                }
                for (int kill = 0; kill < KILLS; kill++) {
                    more(scene, 300);
                    redisSays("FLUSHALL");
                    more(scene, 300);
                    kill(redis.pid());
                    more(scene, 300);
                    redis = RedisServer.start(folder.resolve("redis"), redis.port(), false);
                    more(scene, 300);
                    kill(postgres.pid());
                    postgres = PostgresServer.start(
                            folder.resolve("postgres"), postgres.port(), PostgresServer.Durability.DURABLE);
                    more(scene, 300);
                }
                working.set(false);
            }
            for (SendRequest request : open) {
                assertThat(scene.send(service.admin(), request)).isTrue();
            }
            await().atMost(SOON)
                    .until(() -> !scene.states(service).values().stream()
                            .anyMatch(Set.of("QUEUED", "DISPATCHING")::contains));

            KilledSendTest.allAccountedFor(scene, service);
        }
    }

    private static void more(KillScene scene, int messages) {
        int enough = scene.acknowledged.size() + messages;
        await().atMost(SOON).until(() -> scene.acknowledged.size() >= enough);
    }

    private void redisSays(String command) throws IOException {
        try (var socket = new Socket("127.0.0.1", redis.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII))
                    .isEqualTo("+OK");
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
}
