package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static dev.waypost.proto.ingress.v1.DeliveryState.DELIVERY_STATE_PARKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.ingress.delivery.ProjectWorker;
import dev.waypost.platform.db.Db;
import dev.waypost.proto.config.v1.ProjectDisableCause;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// What becomes of the deliveries of a project that is switched off, and of one that does not take any.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SwitchedOffTest {
    private static final String USER = "4915112345678";
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
    void a_project_that_is_gone_is_switched_off_and_gets_everything_in_order_once_it_is_on_again() throws Exception {
        try (var backend = TestProject.start()) {
            backend.answers(410);
            var tenant = new TestTenant().retries(0);
            String projectId = tenant.project(ingress.service(), backend.url(), Map.of(), true);
            tenant.publish(ingress.service());
            ingress.config.onDisable(request -> {
                if (request.getProjectId().equals(projectId)) {
                    tenant.active(projectId, false).publish(ingress.service());
                }
            });

            write(tenant, 0, 10);
            // One that came just then may stand unparked behind those that are; it moves no sooner than they do.
            await().atMost(SOON).until(() -> parked(tenant) >= 1);
            await().atMost(SOON).until(() -> ingress.config.disabled(projectId).size() == 1);

            assertThat(ingress.config.disabled(projectId)).singleElement().satisfies(request -> {
                assertThat(request.getCause()).isEqualTo(ProjectDisableCause.PROJECT_DISABLE_CAUSE_GONE);
                assertThat(request.getExpectedRevision()).isEqualTo(1);
            });
            assertThat(all(tenant))
                    .allSatisfy(
                            delivery -> assertThat(delivery.getAttemptCount()).isZero());
            // What comes meanwhile waits from the beginning.
            await().atMost(SOON).until(() -> {
                var snapshots = ingress.service().bean(TenantSnapshots.class).get(tenant.id);
                return !snapshots.projects().getFirst().active();
            });
            write(tenant, 10, 20);
            assertThat(all(tenant)).hasSize(20);
            assertThat(all(tenant).subList(0, 10))
                    .allSatisfy(delivery -> assertThat(delivery.getState()).isEqualTo(DELIVERY_STATE_PARKED));
            int tried = backend.got().size();
            backend.answers(200);

            tenant.active(projectId, true).publish(ingress.service());
            write(tenant, 20, 25);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(texts(backend, tried))
                            .containsExactlyElementsOf(IntStream.range(0, 25)
                                    .mapToObj(i -> "n" + i)
                                    .toList()));
            assertThat(tried).isLessThan(10);
        }
    }

    @Test
    void while_config_service_is_away_nothing_is_lost() throws Exception {
        try (var backend = TestProject.start()) {
            backend.answers(410);
            var tenant = new TestTenant().retries(0);
            tenant.project(ingress.service(), backend.url(), Map.of(), true);
            tenant.publish(ingress.service());
            ingress.config.onDisable(request -> {
                if (backend.got().size() < 4) {
                    throw new IllegalStateException("away");
                }
            });
            write(tenant, 0, 1);

            await().atMost(SOON).until(() -> backend.got().size() >= 3);
            backend.answers(200);

            await().atMost(SOON)
                    .until(() -> all(tenant).getFirst().getState().name().endsWith("_DELIVERED"));
        }
    }

    @Test
    void a_project_that_took_nothing_for_days_is_switched_off_and_one_success_starts_the_days_anew() throws Exception {
        try (var dead = TestProject.start();
                var well = TestProject.start()) {
            dead.answers(503);
            well.answers(503);
            var tenant = new TestTenant().retries(1000);
            String deadId = tenant.project(ingress.service(), dead.url(), Map.of(), true);
            String wellId = tenant.project(ingress.service(), well.url(), Map.of(), true);
            tenant.publish(ingress.service());
            write(tenant, 0, 1);
            await().atMost(SOON).until(() -> failing(deadId) >= 10 && failing(wellId) >= 1);
            well.answers(200);
            await().atMost(SOON).until(() -> failing(wellId) == 0);
            assertThat(ingress.config.disabled(deadId)).isEmpty();

            ingress.service()
                    .bean(Db.class)
                    .run(sql -> sql.update(
                            "UPDATE failing_project SET since = since - interval '5 days' WHERE project_id = ?",
                            deadId));
            ingress.service().bean(ProjectWorker.class).note();

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(ingress.config.disabled(deadId))
                            .extracting("cause")
                            .containsExactly(ProjectDisableCause.PROJECT_DISABLE_CAUSE_FAILING));
            assertThat(ingress.config.disabled(wellId)).isEmpty();
        }
    }

    private static long failing(String projectId) {
        return ingress.service()
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT tries FROM failing_project WHERE project_id = ?",
                        row -> row.longValue("tries"),
                        projectId))
                .orElse(0L);
    }

    private static List<String> texts(TestProject backend, int from) {
        var texts = new ArrayList<String>();
        for (TestProject.Got got : backend.got().subList(from, backend.got().size())) {
            String body = new String(got.body(), StandardCharsets.UTF_8);
            int at = body.indexOf("\"body\":\"") + 8;
            texts.add(body.substring(at, body.indexOf('"', at)));
        }
        return texts;
    }

    private static void write(TestTenant tenant, int from, int until) throws Exception {
        for (int i = from; i < until; i++) {
            assertThat(ingress.signed(tenant, tenant.message("wamid.off" + i, USER, "n" + i, null)))
                    .isEqualTo(200);
        }
    }

    private static long parked(TestTenant tenant) {
        return all(tenant).stream()
                .filter(delivery -> delivery.getState() == DELIVERY_STATE_PARKED)
                .count();
    }

    private static List<Delivery> all(TestTenant tenant) {
        return DeliveryServiceGrpc.newBlockingStub(ingress.service().admin())
                .listDeliveries(ListDeliveriesRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .build())
                .getDeliveriesList();
    }
}
