package dev.waypost.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.embedded.RedisServer;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc.EndpointHealthServiceBlockingStub;
import dev.waypost.proto.health.v1.GetEndpointHealthRequest;
import dev.waypost.proto.health.v1.GetTenantMetricsRequest;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.ListVerdictChangesRequest;
import dev.waypost.proto.health.v1.MetricsServiceGrpc;
import dev.waypost.proto.health.v1.VerdictChange;
import dev.waypost.proto.health.v1.WatchEndpointHealthRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Redis forgets everything, or is away and comes back empty: verdicts, their history, whoever watches and
/// statistics go on as if nothing had been, and so does what the configuration changes meanwhile.
class RedisLostTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HealthStatus HEALTHY = HealthStatus.HEALTH_STATUS_HEALTHY;
    private static final HealthStatus UNHEALTHY = HealthStatus.HEALTH_STATUS_UNHEALTHY;

    @TempDir
    private Path folder;

    private final String tenant = Fixtures.tenantId();
    private final List<HealthStatus> seen = new CopyOnWriteArrayList<>();
    private final List<HealthStatus> history = new ArrayList<>();
    private final Context.CancellableContext watching = Context.ROOT.withCancellation();
    private String number = Fixtures.phoneNumberId();
    private long sent;
    private int port;
    private RedisServer redis;
    private FakeMeta meta;
    private FakeConfig config;
    private ServiceUnderTest health;

    @BeforeEach
    void start() throws IOException {
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        redis = RedisServer.start(folder.resolve("redis"), port, false);
        meta = new FakeMeta();
        config = new FakeConfig();
        health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url",
                        Backends.freshDatabase(),
                        "waypost.redis.url",
                        redis.url(),
                        "waypost.peers.config",
                        config.address(),
                        "waypost.health.probe.sweep-interval",
                        "2s",
                        "waypost.health.metric.every",
                        "200ms",
                        "waypost.tally.every",
                        "200ms"));
        configure();
        becomes(HEALTHY);
        Thread.ofVirtual().start(() -> watching.run(this::watch));
        await().atMost(PATIENCE).until(() -> seen.contains(HEALTHY));
        counts();
    }

    @AfterEach
    void stop() {
        watching.cancel(null);
        health.close();
        redis.close();
        config.close();
        meta.close();
    }

    @Test
    void nothing_is_missing_after_redis_forgot_everything() {
        flush();
        meta.refusesTheKey(number);
        becomes(UNHEALTHY);
        counts();

        flush();
        movesToAnotherNumber();
        becomes(HEALTHY);
        counts();
    }

    @Test
    void verdicts_go_on_without_redis_and_everything_does_once_it_is_back_and_empty() {
        redis.close();
        meta.refusesTheKey(number);
        becomes(UNHEALTHY);
        movesToAnotherNumber();
        becomes(HEALTHY);
        // Counted while nobody takes it.
        count(7);

        redis = RedisServer.start(folder.resolve("redis"), port, false);
        meta.refusesTheKey(number);
        becomes(UNHEALTHY);
        counts();
    }

    private void flush() {
        health.bean(Redis.class).eval(RedisScript.inline("redis.call('FLUSHALL') return 1"), List.of());
    }

    private void configure() {
        config.set(tenant, meta.url(), number, "777" + number, true, health.bean(Vault.class), Duration.ofSeconds(1));
    }

    /// What Redis held of the tenant is wrong from here on.
    private void movesToAnotherNumber() {
        number = Fixtures.phoneNumberId();
        configure();
        await().atMost(PATIENCE).until(() -> meta.asked(number) > 1);
    }

    /// The verdict, its history and who watches say the same, and none of them anything else.
    private void becomes(HealthStatus status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(endpoints()
                                .getEndpointHealth(GetEndpointHealthRequest.newBuilder()
                                        .setTenantId(tenant)
                                        .build())
                                .getEndpointHealth()
                                .getStatus())
                        .isEqualTo(status));
        history.addFirst(status);
        assertThat(endpoints()
                        .listVerdictChanges(ListVerdictChangesRequest.newBuilder()
                                .setTenantId(tenant)
                                .build())
                        .getChangesList())
                .extracting(VerdictChange::getStatus)
                .isEqualTo(history);
        if (history.size() > 1) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).isEqualTo(history.reversed()));
        }
    }

    private void watch() {
        try {
            endpoints()
                    .watchEndpointHealth(WatchEndpointHealthRequest.newBuilder()
                            .setTenantId(tenant)
                            .build())
                    .forEachRemaining(told -> seen.add(told.getEndpointHealth().getStatus()));
        } catch (StatusRuntimeException cancelled) {
            // The test has seen enough.
        }
    }

    private void count(int messages) {
        health.bean(Tallies.class).of(tenant, "main").add(Count.SENT, messages);
        sent += messages;
    }

    /// Everything that was ever counted is there.
    private void counts() {
        count(5);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(MetricsServiceGrpc.newBlockingStub(health.admin())
                                .getTenantMetrics(GetTenantMetricsRequest.newBuilder()
                                        .setTenantId(tenant)
                                        .build())
                                .getMetrics()
                                .getMessages()
                                .getSent())
                        .isEqualTo(sent));
    }

    private EndpointHealthServiceBlockingStub endpoints() {
        return EndpointHealthServiceGrpc.newBlockingStub(health.admin());
    }
}
