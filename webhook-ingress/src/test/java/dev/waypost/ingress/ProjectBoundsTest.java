package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// How much a project is given at a time, and what its trouble does to others.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProjectBoundsTest {
    private static IngressUnderTest ingress;

    @BeforeAll
    static void start() {
        ingress = new IngressUnderTest();
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void a_project_never_has_more_under_way_than_it_asked_for() throws Exception {
        try (var backend = TestProject.start()) {
            TestTenant tenant = tenant(backend, 2, 0);

            writeAtOnce(tenant, 60);

            await().atMost(IngressUnderTest.SOON).until(() -> backend.got().size() == 60);
            assertThat(backend.mostAtOnce()).isBetween(1, 2);
        }
    }

    @Test
    void a_project_gets_no_more_in_a_second_than_it_asked_for() throws Exception {
        try (var backend = TestProject.start()) {
            TestTenant tenant = tenant(backend, 0, 20);
            long begun = System.nanoTime();

            writeAtOnce(tenant, 30);

            await().atMost(IngressUnderTest.SOON).until(() -> backend.got().size() == 30);
            // 29 pauses of 50 ms; the very first ones may come before the bound is known.
            assertThat(System.nanoTime() - begun).isGreaterThan(1_300_000_000L);
        }
    }

    @Test
    void a_dead_project_is_left_alone_loses_nothing_and_holds_up_no_other() throws Exception {
        try (var dead = TestProject.start();
                var well = TestProject.start()) {
            dead.answers(503);
            var tenant = new TestTenant().retries(1000);
            tenant.project(ingress.service(), dead.url(), Map.of(), true);
            tenant.project(ingress.service(), well.url(), Map.of(), true);
            tenant.publish(ingress.service());

            writeAtOnce(tenant, 200);
            await().atMost(IngressUnderTest.SOON).until(() -> well.got().size() == 200);

            // Every one of the 200 users would have been tried at least once, and most of them twice.
            assertThat(dead.got().size()).isLessThan(150);
            dead.answers(200);
            await().atMost(IngressUnderTest.SOON)
                    .until(() -> dead.got().stream()
                                    .map(got -> got.headers().get("webhook-id"))
                                    .distinct()
                                    .count()
                            == 200);
        }
    }

    private static TestTenant tenant(TestProject backend, int inFlight, int perSecond) throws Exception {
        var tenant = new TestTenant().bounds(inFlight, perSecond);
        tenant.project(ingress.service(), backend.url(), Map.of(), true);
        tenant.publish(ingress.service());
        return tenant;
    }

    private static void writeAtOnce(TestTenant tenant, int users) {
        CompletableFuture.allOf(IntStream.range(0, users)
                        .mapToObj(user -> CompletableFuture.runAsync(() -> write(tenant, user)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static void write(TestTenant tenant, int user) {
        try {
            assertThat(ingress.signed(
                            tenant, tenant.message("wamid.b" + user, "49151" + (10_000_000 + user), "x", null)))
                    .isEqualTo(200);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
