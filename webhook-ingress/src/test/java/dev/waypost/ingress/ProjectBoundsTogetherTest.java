package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What a project is given by two processes together, each with half of the lanes.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ProjectBoundsTogetherTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    private static IngressUnderTest one;
    private static ServiceUnderTest other;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        one = new IngressUnderTest(Map.of("waypost.db.url", Backends.freshDatabase()));
        other = one.second();
        await().atMost(SOON).until(ProjectBoundsTogetherTest::bothHaveLanes);
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        other.close();
        one.close();
    }

    @Test
    void no_more_are_under_way_at_once_than_it_asked_for() throws Exception {
        try (var backend = TestProject.start()) {
            TestTenant bound = tenant(backend, 2, 0);
            try (var unbound = TestProject.start()) {
                TestTenant free = tenant(unbound, 0, 0);
                CountDownLatch hold = backend.holds();
                writeAtOnce(bound, 40);
                await().atMost(SOON).until(() -> backend.got().size() == 2);
                assertThat(lanes(bound)).isEqualTo(1);
                // Both are at work: what anybody else gets goes on meanwhile.
                writeAtOnce(free, 40);
                await().atMost(SOON).until(() -> unbound.got().size() == 40);

                hold.countDown();
                await().atMost(SOON).until(() -> backend.got().size() == 40);
            }
            assertThat(backend.mostAtOnce()).isEqualTo(2);
        }
    }

    @Test
    void no_more_begin_in_a_second_than_it_asked_for_also_when_that_is_one() throws Exception {
        try (var backend = TestProject.start();
                var slow = TestProject.start()) {
            TestTenant tenant = tenant(backend, 0, 10);
            TestTenant slowly = tenant(slow, 1, 1);
            long begun = System.nanoTime();

            writeAtOnce(slowly, 4);
            writeAtOnce(tenant, 20);

            await().atMost(SOON).until(() -> backend.got().size() == 20);
            // Nineteen pauses; the first may come before the bound is known.
            assertThat(System.nanoTime() - begun).isGreaterThan(1_700_000_000L);
            await().atMost(SOON).until(() -> slow.got().size() == 4);
            assertThat(System.nanoTime() - begun).isGreaterThan(1_900_000_000L);
        }
    }

    @Test
    void what_waited_before_a_project_had_bounds_is_delivered_first() throws Exception {
        try (var backend = TestProject.start()) {
            TestTenant tenant = new TestTenant().retries(1000);
            String projectId = tenant.project(one.service(), backend.url(), Map.of(), true);
            publish(tenant);
            backend.answers(503);
            List<String> users =
                    IntStream.range(0, 12).mapToObj(i -> "4917" + (1000 + i)).toList();
            for (String user : users) {
                write(one.service(), tenant, user, "first");
            }
            await().atMost(SOON).until(() -> backend.got().size() >= 12);

            tenant.bound(projectId, 3, 0);
            publish(tenant);
            for (String user : users) {
                write(other, tenant, user, "second");
            }
            backend.answers(200);

            await().atMost(SOON).until(() -> pending(tenant) == 0);
            for (String user : users) {
                List<String> taken = backend.got().stream()
                        .map(got -> new String(got.body()))
                        .filter(body -> body.contains(user))
                        .map(body -> body.contains("first") ? "first" : "second")
                        .toList();
                assertThat(taken).endsWith("second").isSorted();
            }
        }
    }

    private static boolean bothHaveLanes() {
        return db().read(sql -> sql.list(
                        "SELECT count(*) AS n FROM lane WHERE queue = 'delivery' AND owner IS NOT NULL GROUP BY owner",
                        row -> row.longValue("n")))
                .equals(List.of(512L, 512L));
    }

    private static long pending(TestTenant tenant) {
        return db().read(sql -> sql.one(
                        "SELECT count(*) AS n FROM delivery WHERE tenant_id = ?", row -> row.longValue("n"), tenant.id))
                .orElseThrow();
    }

    private static long lanes(TestTenant tenant) {
        return db().read(sql -> sql.one(
                        "SELECT count(DISTINCT lane) AS n FROM delivery WHERE tenant_id = ?",
                        row -> row.longValue("n"),
                        tenant.id))
                .orElseThrow();
    }

    private static Db db() {
        return one.service().bean(Db.class);
    }

    private static TestTenant tenant(TestProject backend, int inFlight, int perSecond) {
        var tenant = new TestTenant().bounds(inFlight, perSecond);
        tenant.project(one.service(), backend.url(), Map.of(), true);
        return publish(tenant);
    }

    private static TestTenant publish(TestTenant tenant) {
        tenant.publish(one.service());
        other.bean(TenantSnapshots.class).announce(tenant.id, tenant.revision());
        return tenant;
    }

    /// Half of them at each process.
    private static void writeAtOnce(TestTenant tenant, int users) {
        CompletableFuture.allOf(IntStream.range(0, users)
                        .mapToObj(user -> CompletableFuture.runAsync(() -> write(
                                user % 2 == 0 ? one.service() : other, tenant, "49151" + (10_000_000 + user), "x")))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static void write(ServiceUnderTest at, TestTenant tenant, String user, String text) {
        byte[] body = tenant.message("wamid." + user + text, user, text, null);
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + at.bean(Ingress.class).publicPort() + tenant.path()))
                .header("X-Hub-Signature-256", tenant.sign(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            assertThat(HTTP.send(request, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
