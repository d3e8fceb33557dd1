package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.embedded.Ports;
import dev.waypost.embedded.PostgresServer;
import dev.waypost.embedded.RedisServer;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes take webhooks and deliver them; they, PostgreSQL and Redis are killed while they do.
final class KilledIngressTest {
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final int USERS = 32;

    /// Kills of each part; the long form says `-Dtest.kills=30`.
    private static final int KILLS = Integer.getInteger("test.kills", 1);

    @TempDir
    Path folder;

    private final TestConfigService config = new TestConfigService();
    private final TestSendService send = new TestSendService();
    private final TestProject project = TestProject.start();
    private final WebhookLedger ledger = new WebhookLedger();
    private final AtomicBoolean working = new AtomicBoolean(true);
    private final List<TestTenant> tenants = List.of(new TestTenant(), new TestTenant());
    private PostgresServer postgres;
    private RedisServer redis;
    private ServiceUnderTest publisher;
    private IngressProcess one;
    private IngressProcess other;

    @BeforeEach
    void start() throws Exception {
        // PostgreSQL may run as another user than we do.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres = PostgresServer.start(folder.resolve("postgres"), Ports.anyFree(), PostgresServer.Durability.DURABLE);
        redis = RedisServer.start(folder.resolve("redis"), Ports.anyFree(), false);
        // Works on another database: it only knows the keys and the Redis of the two.
        publisher = ServiceUnderTest.start("ingress", Map.of("waypost.redis.url", redis.url()));
        tenants.forEach(tenant -> tenant.project(publisher, project.url(), Map.of(), true));
        publish();
        one = IngressProcess.start(settings(), folder.resolve("one.log"));
        other = IngressProcess.start(settings(), folder.resolve("other.log"));
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        publisher.close();
        redis.close();
        postgres.close();
        project.close();
        send.close();
        config.close();
    }

    @Test
    void whatever_is_killed_each_webhook_that_was_acknowledged_arrives_in_order() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            everybodyWrites(threads);
            for (int kill = 0; kill < KILLS; kill++) {
                more(300);
                one.kill();
                more(100);
                one.again();
                more(300);
                redisSays("FLUSHALL");
                publish();
                more(300);
                kill(redis.pid());
                more(20);
                redis = RedisServer.start(folder.resolve("redis"), redis.port(), false);
                publish();
                more(300);
                postgresDies();
                more(300);
                other.kill();
                other.again();
                more(100);
            }
            working.set(false);
        }
        await().atMost(SOON).until(() -> ledger.isComplete(project));

        // Three faults interrupt deliveries; each user has at most one under way.
        ledger.holds(project, 3 * KILLS * USERS);
    }

    @Test
    void what_a_project_was_given_and_nobody_recorded_is_given_again_and_nothing_overtakes_it() throws Exception {
        TestTenant tenant = tenants.getFirst();
        other.kill();
        project.holds();
        for (int i = 1; i <= 3; i++) {
            ledger.sends("1", tenant.id, i);
            ledger.answered("1", i, post(one, tenant, "1", i));
        }
        await().atMost(SOON).until(() -> project.got().size() == 1);
        one.kill();
        project.answers(200);
        one.again();
        await().atMost(SOON).until(() -> ledger.isComplete(project));

        ledger.holds(project, 1);
        assertThat(project.got()).hasSize(4);
    }

    @Test
    void what_a_crash_of_postgresql_takes_back_is_given_again_in_its_order() throws Exception {
        TestTenant tenant = tenants.getFirst();
        CountDownLatch hold = project.holds();
        for (int i = 1; i <= 3; i++) {
            ledger.sends("1", tenant.id, i);
            ledger.answered("1", i, post(one, tenant, "1", i));
        }
        await().atMost(SOON).until(() -> project.got().size() == 1);
        hold.countDown();
        // All three were taken in, and so flushed, before any was given: nothing flushes what follows.
        await().pollInterval(Duration.ofMillis(1))
                .atMost(SOON)
                .until(() -> project.got().size() == 3);
        postgresDies();
        ledger.sends("1", tenant.id, 4);
        await().atMost(SOON).until(() -> {
            int status = post(one, tenant, "1", 4);
            ledger.answered("1", 4, status);
            return status == 200;
        });
        await().atMost(SOON).until(() -> ledger.isComplete(project));

        ledger.holds(project, 3);
    }

    private void everybodyWrites(ExecutorService threads) {
        for (int i = 0; i < USERS; i++) {
            TestTenant tenant = tenants.get(i % tenants.size());
            String user = Fixtures.digits(9);
            int first = i;
            threads.submit(() -> {
                // As Meta does it: the same again until it is acknowledged, at whichever process the balancer picks.
                for (int number = 1; working.get(); number++) {
                    ledger.sends(user, tenant.id, number);
                    int status = 0;
                    for (int attempt = 0; status != 200 && working.get(); attempt++) {
                        status = post((first + attempt) % 2 == 0 ? one : other, tenant, user, number);
                        ledger.answered(user, number, status);
                    }
                }
            });
        }
    }

    private int post(IngressProcess process, TestTenant tenant, String user, int number) {
        byte[] body = tenant.message("wamid." + user + "." + number, user, user + ":" + number, null);
        try {
            return process.receives(tenant, body);
        } catch (IOException killed) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void postgresDies() throws IOException, InterruptedException {
        int before = project.got().size();
        kill(postgres.pid());
        ledger.postgresDied(before, project.got().size());
        postgres = PostgresServer.start(folder.resolve("postgres"), postgres.port(), PostgresServer.Durability.DURABLE);
    }

    private void more(int webhooks) {
        int enough = ledger.acknowledged() + webhooks;
        await().atMost(SOON).until(() -> ledger.acknowledged() >= enough);
    }

    /// What config-service does after a change, and when Redis lost what it knew.
    private void publish() {
        await().atMost(SOON).ignoreExceptions().until(() -> {
            tenants.forEach(tenant -> tenant.publish(publisher));
            return true;
        });
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        settings.put("waypost.db.url", postgres.jdbcUrl());
        settings.put("waypost.db.connect-timeout", "1s");
        settings.put("waypost.redis.url", redis.url());
        settings.put("waypost.peers.send", send.address());
        settings.put("waypost.peers.config", config.address());
        settings.put("waypost.ingress.delivery.retry-base", "50ms");
        settings.put("waypost.ingress.delivery.retry-cap", "200ms");
        return settings;
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
        List<ProcessHandle> all =
                Stream.concat(server.descendants(), Stream.of(server)).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }
}
