package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.meta;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.configclient.Name;
import dev.waypost.configclient.Resolution;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import dev.waypost.proto.config.v1.BatchGetSnapshotsRequest;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.proto.config.v1.WatchSnapshotsRequest;
import dev.waypost.proto.config.v1.WatchSnapshotsResponse;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SnapshotServiceTest {
    private static ConfigHarness config;
    private static SnapshotConsumer consumer;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
        consumer = new SnapshotConsumer(config.service.grpcAddress(), Backends.redisUrl());
    }

    @AfterAll
    static void stop() {
        consumer.close();
        config.close();
    }

    @Test
    void an_older_revision_never_replaces_a_newer_one_in_redis_and_an_empty_redis_takes_none() {
        String tenant = config.newTenant().getTenantId();
        Redis redis = config.service.bean(Redis.class);
        String identity = redis.evalForList(
                        RedisScript.inline("return {redis.call('HGET', KEYS[1], ':identity')}"),
                        List.of(SnapshotKeys.REVISIONS))
                .getFirst();

        long newer = write(redis, SnapshotKeys.REVISIONS, identity, tenant, 70, "newer");
        long older = write(redis, SnapshotKeys.REVISIONS, identity, tenant, 60, "older");
        long foreign = write(redis, SnapshotKeys.REVISIONS, "another database", tenant, 80, "foreign");
        long empty = write(redis, "nothing:here", identity, tenant, 90, "late");

        assertThat(newer).isEqualTo(1);
        assertThat(older).isZero();
        assertThat(foreign).isEqualTo(-1);
        assertThat(empty).isEqualTo(-1);
        assertThat(redis.get(SnapshotKeys.snapshot(tenant))).hasValue("newer");
    }

    @Test
    void many_snapshots_are_read_at_once_in_the_order_asked_for() {
        String first = config.newTenant().getTenantId();
        String second = Fixtures.tenantId();
        config.endpoints()
                .setEndpoint(meta(second, Fixtures.phoneNumberId())
                        .setCreateTenant(true)
                        .build());

        var answer = SnapshotServiceGrpc.newBlockingStub(consumer.channel())
                .batchGetSnapshots(BatchGetSnapshotsRequest.newBuilder()
                        .addTenantIds(second)
                        .addTenantIds("nobody")
                        .addTenantIds(first)
                        .build());

        assertThat(answer.getSnapshotsList()).extracting(s -> s.getTenantId()).containsExactly(second, first);
        assertThat(answer.getSnapshots(0).getSnapshotJson()).contains("\"id\":\"main\"");
        assertThat(answer.getMissingTenantIdsList()).containsExactly("nobody");
    }

    @Test
    void a_watcher_misses_no_change_however_late_its_transaction_commits() throws Exception {
        String late = config.newTenant().getTenantId();
        String early = config.newTenant().getTenantId();

        try (var watching = new Watching("");
                Connection slow = DriverManager.getConnection(Backends.jdbcUrl(), Backends.username(), "")) {
            soon(() -> watching.signs() > 0);
            slow.setAutoCommit(false);
            raise(slow, late);
            config.service
                    .bean(Db.class)
                    .run(sql ->
                            sql.update("UPDATE config.tenant SET revision = revision + 1 WHERE tenant_id = ?", early));
            soon(() -> watching.saw(early));
            int signs = watching.signs();
            soon(() -> watching.signs() > signs + 2);
            assertThat(watching.saw(late)).isFalse();

            slow.commit();

            soon(() -> watching.saw(late));
        }
    }

    @Test
    void a_watcher_that_comes_back_hears_what_it_missed() {
        String tenant = config.newTenant().getTenantId();
        String cursor;
        try (var watching = new Watching("")) {
            soon(() -> watching.signs() > 0);
            cursor = watching.cursor();
        }

        config.service
                .bean(Db.class)
                .run(sql -> sql.update("UPDATE tenant SET revision = revision + 1 WHERE tenant_id = ?", tenant));

        try (var again = new Watching(cursor);
                var other = new Watching("of another database/1")) {
            soon(() -> again.saw(tenant));
            soon(other::missed);
        }
    }

    @Test
    void a_number_is_its_tenants_and_anothers_once_it_moved() {
        String number = Fixtures.phoneNumberId();
        String before = Fixtures.tenantId();
        String after = Fixtures.tenantId();
        assertThat(consumer.snapshots.resolve(new Name.PhoneNumber(number))).isEmpty();

        config.endpoints()
                .setEndpoint(meta(before, number).setCreateTenant(true).build());
        soon(() -> before.equals(owner(number)));
        config.endpoints()
                .deleteEndpoint(DeleteEndpointRequest.newBuilder()
                        .setTenantId(before)
                        .setEndpointId("main")
                        .setRequestId(requestId())
                        .build());
        config.endpoints().setEndpoint(meta(after, number).setCreateTenant(true).build());

        soon(() -> after.equals(owner(number)));
    }

    @Test
    void an_app_that_no_tenant_uses_is_known_by_its_id_and_its_token() throws Exception {
        String app = Fixtures.id("app");
        String account = Fixtures.id("waba");
        String secret = Fixtures.secret();
        String token = Fixtures.secret();
        config.hub()
                .createBusinessAccount(CreateBusinessAccountRequest.newBuilder()
                        .setRequestId(requestId())
                        .setBusinessAccountId(account)
                        .build());
        config.hub()
                .createApp(CreateAppRequest.newBuilder()
                        .setRequestId(requestId())
                        .setAppId(app)
                        .setBusinessAccountId(account)
                        .setAppSecret(secret)
                        .setVerifyToken(token)
                        .build());

        Resolution byId = consumer.snapshots.resolve(new Name.App(app)).orElseThrow();
        Resolution byToken = consumer.snapshots
                .resolve(new Name.VerifyToken(HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)))))
                .orElseThrow();

        assertThat(byId.tenant()).isNull();
        assertThat(byId.app()).isNotNull().isEqualTo(byToken.app());
        assertThat(byId.app())
                .extracting(
                        a -> a.appSecrets(java.time.Instant.EPOCH).getFirst().reveal())
                .isEqualTo(secret);
    }

    private static String owner(String number) {
        return consumer.snapshots
                .resolve(new Name.PhoneNumber(number))
                .map(Resolution::tenant)
                .map(TenantSnapshot::tenantId)
                .orElse("");
    }

    private static long write(
            Redis redis, String revisions, String identity, String tenant, long revision, String value) {
        return redis.eval(
                RedisScript.of("classpath:services/config/redis/write.lua"),
                List.of(revisions, SnapshotKeys.FEED),
                identity,
                "",
                SnapshotKeys.CHANGED,
                tenant,
                Long.toString(revision),
                SnapshotKeys.snapshot(tenant),
                value);
    }

    private static void raise(Connection connection, String tenant) throws Exception {
        try (var statement =
                connection.prepareStatement("UPDATE config.tenant SET revision = revision + 1 WHERE tenant_id = ?")) {
            statement.setString(1, tenant);
            statement.executeUpdate();
        }
    }

    private static void soon(BooleanSupplier condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(5))
                .until(condition::getAsBoolean);
    }

    /// One open stream of changes.
    private static final class Watching implements AutoCloseable {
        private final Context.CancellableContext context = Context.ROOT.withCancellation();
        private final Queue<WatchSnapshotsResponse> heard = new ConcurrentLinkedQueue<>();

        Watching(String cursor) {
            Thread.ofVirtual()
                    .start(() -> context.run(() -> {
                        try {
                            SnapshotServiceGrpc.newBlockingStub(consumer.channel())
                                    .watchSnapshots(WatchSnapshotsRequest.newBuilder()
                                            .setCursor(cursor)
                                            .build())
                                    .forEachRemaining(heard::add);
                        } catch (StatusRuntimeException ended) {
                            return;
                        }
                    }));
        }

        boolean saw(String tenant) {
            return heard.stream().anyMatch(r -> r.getTenantId().equals(tenant));
        }

        boolean missed() {
            return heard.stream().anyMatch(WatchSnapshotsResponse::getMissed);
        }

        int signs() {
            return (int) heard.stream()
                    .filter(WatchSnapshotsResponse::hasCompleteUntil)
                    .count();
        }

        String cursor() {
            return heard.stream()
                    .map(WatchSnapshotsResponse::getCursor)
                    .filter(c -> !c.isEmpty())
                    .reduce("", (a, b) -> b);
        }

        @Override
        public void close() {
            context.cancel(null);
        }
    }
}
