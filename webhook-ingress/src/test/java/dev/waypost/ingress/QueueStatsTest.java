package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waypost.ingress.queue.QueueWorker;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.ingress.v1.CacheStats;
import dev.waypost.proto.ingress.v1.ClearCacheRequest;
import dev.waypost.proto.ingress.v1.DeadLetterCount;
import dev.waypost.proto.ingress.v1.GetDeadLetterCountsRequest;
import dev.waypost.proto.ingress.v1.GetQueueStatsRequest;
import dev.waypost.proto.ingress.v1.QueueServiceGrpc;
import dev.waypost.proto.ingress.v1.QueueStats;
import dev.waypost.proto.options.v1.Role;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// How much waits and for how long, asked for by a person and shown as metrics.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class QueueStatsTest {
    private static TestNames names;
    private static IngressUnderTest ingress;

    @BeforeAll
    static void start() {
        names = new TestNames();
        ingress = new IngressUnderTest(Map.of("waypost.peers.config", names.address()));
    }

    @AfterAll
    static void stop() {
        ingress.close();
        names.close();
    }

    @Test
    void what_waits_is_dead_or_is_parked_is_counted_for_its_tenant() throws Exception {
        try (var failing = TestProject.start();
                var off = TestProject.start();
                var dead = TestProject.start()) {
            failing.answers(503);
            dead.answers(503);
            var tenant = new TestTenant().retries(0);
            tenant.project(ingress.service(), dead.url(), Map.of(), true);
            tenant.project(ingress.service(), off.url(), Map.of(), false);
            tenant.publish(ingress.service());
            var other = new TestTenant().retries(1000);
            other.project(ingress.service(), failing.url(), Map.of(), true);
            other.publish(ingress.service());
            ingress.signed(tenant, tenant.message("wamid.s1", "4915112345678", "x", null));
            ingress.signed(other, other.message("wamid.s2", "4915112345678", "x", null));

            await().atMost(SOON)
                    .until(() -> queue(tenant.id, "projects").getDead() == 1
                            && queue(tenant.id, "parked").getPending() == 1);
            await().atMost(SOON)
                    .until(() -> queue(other.id, "projects").getPending() == 1
                            && queue(other.id, "projects").getRetrying() == 1);
            assertThat(queue(tenant.id, "projects").hasOldestAge()).isFalse();
            assertThat(queue(tenant.id, "parked").hasOldestAge()).isTrue();
            assertThat(queue(tenant.id, "projects").getPending()).isZero();
            assertThat(queue(other.id, "projects").getDead()).isZero();
            assertThat(queue(other.id, "parked").getPending()).isZero();
            assertThat(queue(tenant.id, "quarantine").getPending()).isZero();
            ingress.signed(tenant, new TestTenant().message("wamid.s6", "4915112345678", "x", null));
            // Counts are remembered for a moment.
            await().atMost(SOON).until(() -> queue(tenant.id, "quarantine").getPending() == 1);
            assertThat(queue(other.id, "quarantine").getPending()).isZero();
            assertThat(queue("", "parked").getPending()).isPositive();
            assertThat(stats(""))
                    .extracting(QueueStats::getName)
                    .containsExactly("projects", "receipts", "parked", "quarantine");
        }
    }

    @Test
    void what_is_dead_is_counted_by_project_for_who_may_see_it() throws Exception {
        try (var dead = TestProject.start();
                var gone = TestProject.start()) {
            dead.answers(503);
            gone.answers(400);
            var tenant = new TestTenant().retries(0);
            tenant.project(ingress.service(), dead.url(), Map.of(), true);
            tenant.project(ingress.service(), gone.url(), Map.of(), true);
            tenant.publish(ingress.service());
            ingress.signed(tenant, tenant.message("wamid.s8", "4915112345678", "x", null));
            ingress.signed(tenant, tenant.message("wamid.s9", "4915112345678", "y", null));

            await().atMost(SOON)
                    .until(() -> deadLetters(tenant.id).stream()
                                    .mapToLong(DeadLetterCount::getCount)
                                    .sum()
                            == 4);

            assertThat(deadLetters(tenant.id))
                    .allSatisfy(one -> assertThat(one)
                            .returns(tenant.id, DeadLetterCount::getTenantId)
                            .returns(2L, DeadLetterCount::getCount)
                            .matches(two -> two.getOldestTime().getSeconds()
                                    <= two.getNewestTime().getSeconds())
                            .matches(two -> two.getOldestTime().getSeconds() > 0))
                    .extracting(DeadLetterCount::getHttpStatus)
                    .containsExactlyInAnyOrder(503, 400);
            await("of everybody")
                    .atMost(SOON)
                    .until(() -> deadLetters("").stream()
                            .anyMatch(one -> one.getTenantId().equals(tenant.id)));
            assertThat(deadLetters(new TestTenant().id)).isEmpty();
        }
    }

    @Test
    void a_key_of_one_tenant_is_told_of_this_one_alone_and_must_name_it() throws Exception {
        try (var gone = TestProject.start()) {
            gone.answers(400);
            var mine = new TestTenant().retries(0);
            var other = new TestTenant().retries(0);
            for (TestTenant tenant : List.of(mine, other)) {
                tenant.project(ingress.service(), gone.url(), Map.of(), true);
                tenant.publish(ingress.service());
                ingress.signed(tenant, tenant.message("wamid.k1", "4915112345678", "x", null));
                await().atMost(SOON).until(() -> queue(tenant.id, "projects").getDead() == 1);
            }
            var own = QueueServiceGrpc.newBlockingStub(ingress.service().as(names.key(Role.ROLE_VIEWER, mine.id)));

            assertThat(own.getDeadLetterCounts(GetDeadLetterCountsRequest.newBuilder()
                                    .setTenantId(mine.id)
                                    .build())
                            .getCountsList())
                    .singleElement()
                    .returns(mine.id, DeadLetterCount::getTenantId);
            assertThatThrownBy(() -> own.getDeadLetterCounts(GetDeadLetterCountsRequest.getDefaultInstance()))
                    .hasMessageContaining("INVALID_ARGUMENT");
            assertThatThrownBy(() -> own.getQueueStats(GetQueueStatsRequest.getDefaultInstance()))
                    .hasMessageContaining("INVALID_ARGUMENT");
            assertThatThrownBy(() -> own.getQueueStats(GetQueueStatsRequest.newBuilder()
                            .setTenantId(other.id)
                            .build()))
                    .hasMessageContaining("NOT_FOUND");
        }
    }

    @Test
    void the_age_of_the_oldest_is_a_metric() throws Exception {
        try (var off = TestProject.start();
                var failing = TestProject.start();
                var gone = TestProject.start()) {
            failing.answers(503);
            gone.answers(400);
            // Of two, the one that comes later in the order in which they are looked at.
            String tenant = Stream.of(new TestTenant(), new TestTenant())
                    .map(one -> parked(one, off))
                    .max(String::compareTo)
                    .orElseThrow();
            var trying = new TestTenant().retries(1000);
            trying.project(ingress.service(), failing.url(), Map.of(), true);
            trying.publish(ingress.service());
            var dead = new TestTenant().retries(0);
            dead.project(ingress.service(), gone.url(), Map.of(), true);
            dead.publish(ingress.service());
            for (TestTenant one : List.of(trying, dead)) {
                ingress.signed(one, one.message("wamid.s3", "4915112345678", "x", null));
            }
            await().atMost(SOON)
                    .until(() -> queue(trying.id, "projects").getRetrying() == 1
                            && queue(dead.id, "projects").getDead() == 1);
            ingress.service().bean(Db.class).run(sql -> {
                sql.update("UPDATE parked SET created_at = now() - interval '2 hours' WHERE tenant_id = ?", tenant);
                sql.update("UPDATE delivery SET created_at = now() - interval '1 hour'");
            });

            ingress.service().bean(QueueWorker.class).runOnce();

            var meters = ingress.service().bean(MeterRegistry.class);
            assertThat(meters.get("undelivered.oldest")
                            .tag("queue", "parked")
                            .gauge()
                            .value())
                    .isGreaterThanOrEqualTo(7200);
            assertThat(meters.get("undelivered.oldest").gauges()).hasSize(2);
            assertThat(meters.get("undelivered.oldest")
                            .tag("queue", "pending")
                            .gauge()
                            .value())
                    .isBetween(3600.0, 7200.0);
            assertThat(meters.get("dlq.depth").gauge().value()).isPositive();
        }
    }

    /// The tenant's id, with a delivery that waits for a project that is switched off.
    private static String parked(TestTenant tenant, TestProject off) {
        tenant.project(ingress.service(), off.url(), Map.of(), false);
        tenant.publish(ingress.service());
        try {
            ingress.signed(tenant, tenant.message("wamid.s3", "4915112345678", "x", null));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        await().atMost(SOON).until(() -> queue(tenant.id, "parked").getPending() == 1);
        return tenant.id;
    }

    @Test
    void caches_are_counted_and_emptied_by_name_and_nothing_is_lost() throws Exception {
        var tenant = ingress.tenantWithProject();
        ingress.signed(tenant, tenant.message("wamid.s4", "4915112345678", "x", null));
        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        assertThat(caches()).extracting(CacheStats::getName).contains("bodies", "users", "user-tenants");
        // What was asked for by each of its deliveries is in nobody's way.
        assertThat(entries("bodies")).isZero();
        assertThat(entries("user-tenants")).isPositive();

        clear("bodies");
        assertThat(entries("user-tenants")).isPositive();
        clear("user-tenants");
        assertThat(entries("user-tenants")).isZero();
        ingress.signed(tenant, tenant.message("wamid.s7", "4915112345678", "x", null));
        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 2);
        assertThat(entries("user-tenants")).isPositive();
        clear("");
        assertThat(entries("user-tenants")).isZero();

        ingress.signed(tenant, tenant.message("wamid.s5", "4915112345678", "x", null));
        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 3);
        assertThatThrownBy(() -> clear("none")).hasMessageContaining("INVALID_ARGUMENT");
    }

    private static QueueStats queue(String tenantId, String name) {
        return stats(tenantId).stream()
                .filter(queue -> queue.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<QueueStats> stats(String tenantId) {
        return api().getQueueStats(
                        GetQueueStatsRequest.newBuilder().setTenantId(tenantId).build())
                .getQueuesList();
    }

    private static List<DeadLetterCount> deadLetters(String tenantId) {
        return api().getDeadLetterCounts(GetDeadLetterCountsRequest.newBuilder()
                        .setTenantId(tenantId)
                        .build())
                .getCountsList();
    }

    private static List<CacheStats> caches() {
        return api().getQueueStats(GetQueueStatsRequest.getDefaultInstance()).getCachesList();
    }

    private static long entries(String name) {
        return caches().stream()
                .filter(cache -> cache.getName().equals(name))
                .mapToLong(CacheStats::getEntries)
                .sum();
    }

    private static void clear(String name) {
        api().clearCache(ClearCacheRequest.newBuilder()
                .setRequestId(Ids.next("req"))
                .setName(name)
                .build());
    }

    private static QueueServiceGrpc.QueueServiceBlockingStub api() {
        return QueueServiceGrpc.newBlockingStub(ingress.service().admin());
    }
}
