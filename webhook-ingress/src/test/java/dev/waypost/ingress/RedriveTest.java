package dev.waypost.ingress;

import static dev.waypost.proto.ingress.v1.DeliveryState.DELIVERY_STATE_DEAD;
import static dev.waypost.proto.ingress.v1.DeliveryState.DELIVERY_STATE_DELIVERED;
import static dev.waypost.proto.ingress.v1.DeliveryState.DELIVERY_STATE_DISCARDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.id.Ids;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryState;
import dev.waypost.proto.ingress.v1.DiscardDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ListUndeliveredRequest;
import dev.waypost.proto.ingress.v1.RedriveDeliveriesRequest;
import dev.waypost.proto.ingress.v1.RedriveDeliveriesResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// What a person does about deliveries that did not go by themselves.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RedriveTest {
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
    void a_dead_delivery_is_redriven_and_arrives_with_the_same_id() throws Exception {
        try (var backend = TestProject.start()) {
            TestTenant tenant = withOneDead(backend);
            String dead = all(tenant).getFirst().getDeliveryId();
            backend.answers(200);

            var answer = redrive(Ids.next("req"), tenant.id, dead, "dlv_nobody");

            assertThat(answer.getDeliveryIdsList()).containsExactly(dead);
            assertThat(answer.getSkippedDeliveryIdsList()).containsExactly("dlv_nobody");
            await().atMost(IngressUnderTest.SOON).until(() -> states(tenant).equals(List.of(DELIVERY_STATE_DELIVERED)));
            assertThat(backend.got()).hasSize(2);
            assertThat(backend.got().get(1).headers().get("webhook-id"))
                    .isEqualTo(backend.got().get(0).headers().get("webhook-id"));
            assertThat(all(tenant).getFirst().getDeliveryId()).isEqualTo(dead);
        }
    }

    @Test
    void a_repeated_request_is_answered_as_before_and_another_one_under_its_id_is_refused() throws Exception {
        try (var backend = TestProject.start()) {
            TestTenant tenant = withOneDead(backend);
            String dead = all(tenant).getFirst().getDeliveryId();
            String requestId = Ids.next("req");
            var first = redrive(requestId, tenant.id, dead);
            await().atMost(IngressUnderTest.SOON).until(() -> backend.got().size() == 2);
            await().atMost(IngressUnderTest.SOON).until(() -> states(tenant).equals(List.of(DELIVERY_STATE_DEAD)));

            assertThat(redrive(requestId, tenant.id, dead)).isEqualTo(first);

            assertThat(states(tenant)).containsExactly(DELIVERY_STATE_DEAD);
            assertThatThrownBy(() -> redrive(requestId, tenant.id, "dlv_other")).hasMessageContaining("ALREADY_EXISTS");
        }
    }

    @Test
    void nobody_touches_a_delivery_of_another_tenant() throws Exception {
        try (var backend = TestProject.start()) {
            TestTenant tenant = withOneDead(backend);
            String dead = all(tenant).getFirst().getDeliveryId();
            String stranger = ingress.tenantWithProject().id;

            assertThat(redrive(Ids.next("req"), stranger, dead).getSkippedDeliveryIdsList())
                    .containsExactly(dead);
            assertThat(discard(stranger, dead)).isEmpty();

            assertThat(states(tenant)).containsExactly(DELIVERY_STATE_DEAD);
        }
    }

    @Test
    void a_discarded_head_lets_those_behind_it_go_on_and_can_be_redriven() throws Exception {
        try (var backend = TestProject.start()) {
            backend.answers(500);
            TestTenant tenant = tenant(backend, 1000);
            ingress.signed(tenant, tenant.message("wamid.d1", "4915112345678", "x", null));
            ingress.signed(tenant, tenant.message("wamid.d2", "4915112345678", "y", null));
            await().atMost(IngressUnderTest.SOON)
                    .until(() -> all(tenant).stream().anyMatch(delivery -> delivery.getAttemptCount() > 2));
            String head = all(tenant).getLast().getDeliveryId();

            // A try may be under way just now; then it is not its state that counts, but that of the next moment.
            await().atMost(IngressUnderTest.SOON).until(() -> {
                discard(tenant.id, head);
                return states(tenant).getLast() == DELIVERY_STATE_DISCARDED;
            });
            backend.answers(200);

            await().atMost(IngressUnderTest.SOON)
                    .until(() -> states(tenant).equals(List.of(DELIVERY_STATE_DELIVERED, DELIVERY_STATE_DISCARDED)));
            assertThat(undelivered(tenant)).isEmpty();
            redrive(Ids.next("req"), tenant.id, head);
            await().atMost(IngressUnderTest.SOON)
                    .until(() -> states(tenant).equals(List.of(DELIVERY_STATE_DELIVERED, DELIVERY_STATE_DELIVERED)));
        }
    }

    private static TestTenant withOneDead(TestProject backend) throws Exception {
        backend.answers(404);
        TestTenant tenant = tenant(backend, 0);
        ingress.signed(tenant, tenant.message("wamid.r1", "4915112345678", "x", null));
        await().atMost(IngressUnderTest.SOON).until(() -> states(tenant).equals(List.of(DELIVERY_STATE_DEAD)));
        return tenant;
    }

    private static TestTenant tenant(TestProject backend, int retries) throws Exception {
        var tenant = new TestTenant().retries(retries);
        tenant.project(ingress.service(), backend.url(), Map.of(), true);
        tenant.publish(ingress.service());
        return tenant;
    }

    private static DeliveryServiceGrpc.DeliveryServiceBlockingStub api() {
        return DeliveryServiceGrpc.newBlockingStub(ingress.service().admin());
    }

    private static RedriveDeliveriesResponse redrive(String requestId, String tenantId, String... deliveryIds) {
        return api().redriveDeliveries(RedriveDeliveriesRequest.newBuilder()
                .setTenantId(tenantId)
                .setRequestId(requestId)
                .addAllDeliveryIds(List.of(deliveryIds))
                .build());
    }

    private static List<String> discard(String tenantId, String deliveryId) {
        return api().discardDeliveries(DiscardDeliveriesRequest.newBuilder()
                        .setTenantId(tenantId)
                        .setRequestId(Ids.next("req"))
                        .addDeliveryIds(deliveryId)
                        .setCause("the customer asked for it")
                        .build())
                .getDeliveryIdsList();
    }

    private static List<Delivery> all(TestTenant tenant) {
        return api().listDeliveries(ListDeliveriesRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .build())
                .getDeliveriesList();
    }

    private static List<Delivery> undelivered(TestTenant tenant) {
        return api().listUndelivered(ListUndeliveredRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .build())
                .getDeliveriesList();
    }

    private static List<DeliveryState> states(TestTenant tenant) {
        return all(tenant).stream().map(Delivery::getState).toList();
    }
}
