package dev.waypost.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.embedded.Ports;
import dev.waypost.embedded.RedisServer;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import dev.waypost.platform.redis.RedisUnavailable;
import dev.waypost.proto.config.v1.ResumeTenantRequest;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.testkit.ServiceUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A second after a commit every consumer acts on it, whatever is lost, emptied or killed meanwhile: real servers.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PropagationTest {
    /// One second is promised (the benchmark measures it); a busy machine may hold this process up for as long again.
    /// What is not announced at all is found after minutes only.
    private static final Duration PROMISED = Duration.ofSeconds(3);

    @TempDir
    private static Path folder;

    private boolean suspended;
    private int configPort;
    private int redisPort;
    private RedisServer redis;
    private ConfigHarness config;
    private SnapshotConsumer consumer;

    @BeforeEach
    void start() {
        configPort = Ports.anyFree();
        redisPort = Ports.anyFree();
        redis = startRedis();
        config = startConfig();
        consumer = new SnapshotConsumer("127.0.0.1:" + configPort, redis.url());
    }

    @AfterEach
    void stop() {
        consumer.close();
        config.close();
        redis.close();
    }

    @Test
    void a_change_is_seen() {
        String tenant = known();

        long revision = change(tenant);

        within(PROMISED, () -> seen(tenant) >= revision);
        assertThat(consumer.stale()).isZero();
    }

    @Test
    void a_change_is_seen_though_its_publication_was_lost_with_the_process_that_made_it() {
        String tenant = known();

        // As a config-service leaves it that is killed between commit and publication.
        long revision = committedOnly(tenant);

        within(PROMISED, () -> seen(tenant) >= revision);
    }

    @Test
    void a_change_is_seen_though_redis_is_emptied() {
        String tenant = known();

        redis("FLUSHALL");
        long revision = change(tenant);

        within(PROMISED, () -> seen(tenant) >= revision);
        within(Duration.ofSeconds(10), () -> consumer.stale() == 0 && filled());
    }

    @Test
    void a_change_is_seen_though_one_of_the_keys_is_evicted() {
        String tenant = known();

        for (String key : List.of(SnapshotKeys.FEED, SnapshotKeys.REVISIONS, SnapshotKeys.snapshot(tenant))) {
            config.service.bean(Redis.class).delete(key);
            long revision = change(tenant);

            within(PROMISED, () -> seen(tenant) >= revision);
        }
    }

    @Test
    void changes_are_seen_while_redis_is_away_and_when_it_comes_back_with_what_it_kept() {
        String tenant = known();

        kill(redis);
        for (int i = 0; i < 3; i++) {
            long revision = change(tenant);
            within(PROMISED, () -> seen(tenant) >= revision);
        }
        redis = startRedis();
        for (int i = 0; i < 5; i++) {
            long revision = change(tenant);
            within(PROMISED, () -> seen(tenant) >= revision);
        }
        within(Duration.ofSeconds(20), this::filled);
        long last = change(tenant);
        within(PROMISED, () -> seen(tenant) >= last);
    }

    @Test
    void the_last_good_snapshot_serves_while_config_service_is_away_and_the_newest_once_it_is_back() {
        String tenant = known();
        long before = change(tenant);
        within(PROMISED, () -> seen(tenant) >= before);

        config.close();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            assertThat(seen(tenant)).isEqualTo(before);
            return consumer.stale() > 0;
        });
        config = startConfig();
        long after = change(tenant);

        within(PROMISED, () -> seen(tenant) >= after);
    }

    @Test
    void what_was_published_before_config_service_died_is_seen_though_nobody_vouches_for_it() {
        String tenant = known();
        long revision = change(tenant);
        config.close();

        within(PROMISED, () -> seen(tenant) >= revision);
        config = startConfig();
    }

    @Test
    void everything_away_the_last_good_snapshot_serves() {
        String tenant = known();
        long revision = seen(tenant);

        kill(redis);
        config.close();

        within(Duration.ofSeconds(10), () -> seen(tenant) == revision && consumer.stale() > 0);
        redis = startRedis();
        config = startConfig();
    }

    @Test
    void a_tenant_that_is_gone_is_gone_and_one_that_is_made_again_is_there() {
        String tenant = known();

        config.service.bean(Db.class).run(sql -> sql.update("DELETE FROM tenant WHERE tenant_id = ?", tenant));

        within(PROMISED, () -> consumer.snapshots.find(tenant).isEmpty());
        // A consumer may hear of it over gRPC before Redis does.
        within(
                PROMISED,
                () -> config.service
                        .bean(Redis.class)
                        .get(SnapshotKeys.snapshot(tenant))
                        .isEmpty());

        config.service
                .bean(Db.class)
                .run(sql -> sql.update(
                        "INSERT INTO tenant (tenant_id, name, policy) SELECT ?, 'again', policy FROM tenant LIMIT 1",
                        tenant));

        within(
                PROMISED,
                () -> consumer.snapshots.find(tenant).map(TenantSnapshot::name).equals(java.util.Optional.of("again")));
    }

    private String known() {
        // One stays, so that another can be made in its likeness.
        config.newTenant();
        String tenant = config.newTenant().getTenantId();
        within(Duration.ofSeconds(10), () -> seen(tenant) > 0 && filled());
        return tenant;
    }

    private long seen(String tenant) {
        return consumer.snapshots.find(tenant).map(TenantSnapshot::revision).orElse(0L);
    }

    private boolean filled() {
        try {
            return redis("HGET", SnapshotKeys.REVISIONS, ":asof") > 0;
        } catch (RedisUnavailable e) {
            return false;
        }
    }

    private long change(String tenant) {
        suspended = !suspended;
        return suspended
                ? config.tenants()
                        .suspendTenant(SuspendTenantRequest.newBuilder()
                                .setTenantId(tenant)
                                .setRequestId(ConfigHarness.requestId())
                                .build())
                        .getTenant()
                        .getRevision()
                : config.tenants()
                        .resumeTenant(ResumeTenantRequest.newBuilder()
                                .setTenantId(tenant)
                                .setRequestId(ConfigHarness.requestId())
                                .build())
                        .getTenant()
                        .getRevision();
    }

    private long committedOnly(String tenant) {
        return config.service
                .bean(Db.class)
                .tx(sql -> sql.one(
                                "UPDATE tenant SET revision = revision + 1 WHERE tenant_id = ? RETURNING revision",
                                row -> row.longValue("revision"),
                                tenant)
                        .orElseThrow());
    }

    private long redis(String... command) {
        var script = new StringBuilder("local a = redis.call(");
        for (int i = 0; i < command.length; i++) {
            script.append(i == 0 ? "" : ", ").append('\'').append(command[i]).append('\'');
        }
        script.append(") return a and (type(a) == 'string' and 1 or 0) or 0");
        return config.service.bean(Redis.class).eval(RedisScript.inline(script.toString()), List.of());
    }

    private static void within(Duration bound, BooleanSupplier seen) {
        Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(bound).until(seen::getAsBoolean);
    }

    private RedisServer startRedis() {
        return RedisServer.start(folder.resolve("redis" + redisPort), redisPort, true);
    }

    private ConfigHarness startConfig() {
        return new ConfigHarness(ServiceUnderTest.start(
                "config",
                java.util.Map.of(
                        "waypost.config.grpc-port",
                        Integer.toString(configPort),
                        "grpc.server.port",
                        configPort,
                        "waypost.redis.url",
                        "redis://127.0.0.1:" + redisPort)));
    }

    private static void kill(RedisServer server) {
        ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
        Awaitility.await().until(() -> ProcessHandle.of(server.pid()).isEmpty());
    }
}
