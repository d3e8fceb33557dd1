package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryState;
import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ListUndeliveredRequest;
import dev.waypost.testkit.CollectedSpan;
import dev.waypost.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// What goes out again, over real sockets, with the real PostgreSQL and Redis.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeliverTest {
    private static final Duration SOON = IngressUnderTest.SOON;
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
    void a_signed_message_reaches_the_project_as_it_came() throws Exception {
        var tenant = ingress.tenantWithProject();
        byte[] body = tenant.message("wamid.1", "4915112345678", "h\\u00e9 \\/ 😀", null);

        assertThat(ingress.signed(tenant, body)).isEqualTo(200);

        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        var got = ingress.gotBy(tenant).getFirst();
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-hub-signature-256", tenant.sign(body))
                .containsEntry("x-key", "k1")
                .containsKey("traceparent");
        Event event = ingress.events(tenant.id).getFirst();
        assertThat(got.headers())
                .containsEntry("x-waypost-event-id", event.getEventId())
                .containsEntry("webhook-id", event.getEventId());
        assertThat(got.headers().get("webhook-signature")).isEqualTo(got.standardSignature(tenant.signingSecret));
        assertThat(Long.parseLong(got.headers().get("webhook-timestamp")))
                .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 60);
    }

    @Test
    void a_project_gets_the_events_that_it_wants_and_the_others_are_kept() throws Exception {
        var tenant = new TestTenant().eventKinds("STATUS");
        tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
        tenant.publish(ingress.service());
        byte[] status = tenant.status("wamid.f2", "4915112345678", "delivered", null);

        assertThat(ingress.signed(tenant, tenant.message("wamid.f1", "4915112345678", "x", null)))
                .isEqualTo(200);
        assertThat(ingress.signed(tenant, status)).isEqualTo(200);

        await().atMost(SOON).until(() -> !ingress.gotBy(tenant).isEmpty());
        assertThat(ingress.gotBy(tenant))
                .singleElement()
                .satisfies(got -> assertThat(got.body()).isEqualTo(status));
        assertThat(ingress.events(tenant.id)).hasSize(2);
        assertThat(DeliveryServiceGrpc.newBlockingStub(ingress.service().admin())
                        .listDeliveries(ListDeliveriesRequest.newBuilder()
                                .setTenantId(tenant.id)
                                .build())
                        .getDeliveriesList())
                .filteredOn(delivery -> !delivery.getProjectId().startsWith("@"))
                .hasSize(1);
    }

    @Test
    void a_delivery_during_a_rotation_carries_both_signatures() throws Exception {
        String old = Fixtures.secret();
        var tenant = new TestTenant().rotatedFrom(old, Instant.now().plusSeconds(60));
        tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
        tenant.publish(ingress.service());

        assertThat(ingress.signed(tenant, tenant.message("wamid.r3", "4915112345678", "x", null)))
                .isEqualTo(200);

        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        var got = ingress.gotBy(tenant).getFirst();
        assertThat(got.headers().get("webhook-signature"))
                .isEqualTo(got.standardSignature(tenant.signingSecret) + " " + got.standardSignature(old));
    }

    @Test
    void events_of_one_user_arrive_in_order() throws Exception {
        var tenant = ingress.tenantWithProject();
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            bodies.add(tenant.message("wamid.o" + i, "4915112345678", "n" + i, null));
            assertThat(ingress.signed(tenant, bodies.getLast())).isEqualTo(200);
        }

        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 20);
        assertThat(ingress.gotBy(tenant).stream().map(TestProject.Got::body).toList())
                .containsExactlyElementsOf(bodies);
    }

    @Test
    void a_body_of_3_MB_is_taken_and_delivered() throws Exception {
        var tenant = ingress.tenantWithProject();
        byte[] body = tenant.message("wamid.7", "4915112345678", "x".repeat(3 * 1024 * 1024), null);

        assertThat(ingress.signed(tenant, body)).isEqualTo(200);

        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        assertThat(ingress.gotBy(tenant).getFirst().body()).isEqualTo(body);
    }

    @Test
    void a_failing_project_gets_the_event_again_until_it_takes_it() throws Exception {
        try (var failing = TestProject.start()) {
            failing.answers(500);
            var tenant = new TestTenant().retries(100);
            tenant.project(ingress.service(), failing.url(), Map.of(), true);
            tenant.publish(ingress.service());
            byte[] body = tenant.message("wamid.8", "4915112345678", "x", null);
            assertThat(ingress.signed(tenant, body)).isEqualTo(200);
            await().atMost(SOON).until(() -> failing.got().size() >= 2);
            failing.answers(204);

            await().atMost(SOON).until(() -> states(tenant).equals(List.of(DeliveryState.DELIVERY_STATE_DELIVERED)));
            assertThat(failing.got().stream()
                            .map(got -> got.headers().get("webhook-id"))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void every_project_gets_its_own_delivery_and_a_failing_one_holds_back_nobody_else() throws Exception {
        try (var failing = TestProject.start()) {
            failing.answers(500);
            var tenant = new TestTenant().retries(1000);
            String first = tenant.project(ingress.service(), failing.url(), Map.of(), true);
            String second = tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
            tenant.publish(ingress.service());

            for (int i = 0; i < 3; i++) {
                assertThat(ingress.signed(tenant, tenant.message("wamid.p" + i, "4915112345678", "x", null)))
                        .isEqualTo(200);
            }

            await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 3);
            var newestFirst = DeliveryServiceGrpc.newBlockingStub(
                            ingress.service().admin())
                    .listDeliveries(ListDeliveriesRequest.newBuilder()
                            .setTenantId(tenant.id)
                            .build())
                    .getDeliveriesList()
                    .stream()
                    .map(delivery -> delivery.getProjectId())
                    .toList();
            assertThat(newestFirst).containsExactly(second, first, second, first, second, first);
            // The failing project never saw the second message: the first one is still before it.
            assertThat(failing.got().stream()
                            .map(got -> got.headers().get("webhook-id"))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void used_up_tries_leave_a_dead_delivery_that_is_listed() throws Exception {
        try (var failing = TestProject.start()) {
            failing.answers(500);
            var tenant = new TestTenant().retries(1);
            String projectId = tenant.project(ingress.service(), failing.url(), Map.of(), true);
            tenant.publish(ingress.service());
            assertThat(ingress.signed(tenant, tenant.message("wamid.9", "4915112345678", "x", null)))
                    .isEqualTo(200);

            await().atMost(SOON).until(() -> states(tenant).equals(List.of(DeliveryState.DELIVERY_STATE_DEAD)));
            var undelivered = DeliveryServiceGrpc.newBlockingStub(
                            ingress.service().admin())
                    .listUndelivered(ListUndeliveredRequest.newBuilder()
                            .setTenantId(tenant.id)
                            .build())
                    .getDeliveriesList();
            assertThat(undelivered).singleElement().satisfies(delivery -> {
                assertThat(delivery.getProjectId()).isEqualTo(projectId);
                assertThat(delivery.getAttemptCount()).isEqualTo(2);
                assertThat(delivery.getAttempts(0).getHttpStatus()).isEqualTo(500);
            });
            assertThat(failing.got()).hasSize(2);
        }
    }

    private static List<DeliveryState> states(TestTenant tenant) {
        return DeliveryServiceGrpc.newBlockingStub(ingress.service().admin())
                .listDeliveries(ListDeliveriesRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .build())
                .getDeliveriesList()
                .stream()
                .map(delivery -> delivery.getState())
                .toList();
    }

    @Test
    void a_restarted_service_makes_the_deliveries_that_wait() throws Exception {
        try (var failing = TestProject.start()) {
            failing.answers(503);
            var tenant = new TestTenant().retries(1000);
            tenant.project(ingress.service(), failing.url(), Map.of(), true);
            tenant.publish(ingress.service());
            byte[] body = tenant.message("wamid.10", "4915112345678", "x", null);
            assertThat(ingress.signed(tenant, body)).isEqualTo(200);
            await().atMost(SOON).until(() -> !failing.got().isEmpty());

            ingress.restart(() -> failing.answers(200));

            await().atMost(SOON).until(() -> states(tenant).equals(List.of(DeliveryState.DELIVERY_STATE_DELIVERED)));
            assertThat(failing.got().getLast().body()).isEqualTo(body);
        }
    }

    @Test
    void a_status_becomes_a_receipt_at_send_service_even_when_it_was_away() throws Exception {
        var tenant = ingress.tenant();
        ingress.send.away(true);
        String mark = "wp1.msg_01J.00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";

        assertThat(ingress.signed(tenant, tenant.status("wamid.11", "4915112345678", "delivered", mark)))
                .isEqualTo(200);
        assertThat(ingress.signed(tenant, tenant.status("wamid.11", "4915112345678", "brandnew", mark)))
                .isEqualTo(200);
        ingress.send.away(false);

        await().atMost(SOON).until(() -> ingress.send.receiptsOf(tenant.id).size() == 2);
        var receipt = ingress.send.receiptsOf(tenant.id).getFirst();
        assertThat(receipt.getMessageId()).isEqualTo("msg_01J");
        assertThat(receipt.getProviderMessageId()).isEqualTo("wamid.11");
        assertThat(receipt.getStatus().name()).isEqualTo("DELIVERY_STATUS_DELIVERED");
        assertThat(receipt.getTraceparent()).contains("a".repeat(32));
    }

    @Test
    void a_status_and_the_reply_to_it_continue_the_trace_of_the_message() throws Exception {
        var tenant = ingress.tenantWithProject();
        String trace = java.util.HexFormat.of()
                .formatHex(Fixtures.secret().substring(0, 16).getBytes(StandardCharsets.UTF_8));
        String wamid = "wamid." + Fixtures.digits(10);
        String mark = "wp1.msg_01J.00-" + trace + "-00f067aa0ba902b7-01";
        ingress.signed(tenant, tenant.status(wamid, "4915112345678", "read", mark));
        byte[] reply = tenant.message("wamid." + Fixtures.digits(10), "4915112345678", "thanks", wamid);
        String outside = "00-" + "c".repeat(32) + "-" + "d".repeat(16) + "-01";

        ingress.post(tenant.path(), reply, Map.of("X-Hub-Signature-256", tenant.sign(reply), "traceparent", outside));

        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 2);
        await().atMost(SOON)
                .until(() -> ingress.traces.trace(trace).stream()
                                .filter(span -> span.name().equals("event.deliver"))
                                .count()
                        == 3);
        List<CollectedSpan> accepted = ingress.traces.trace(trace).stream()
                .filter(span -> span.name().equals("event.accepted"))
                .toList();
        assertThat(accepted).hasSize(2);
        assertThat(accepted.getFirst().parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(accepted.getLast().parentId()).isEqualTo(accepted.getFirst().spanId());
        assertThat(ingress.gotBy(tenant))
                .allSatisfy(got -> assertThat(got.headers().get("traceparent")).contains(trace));
        CollectedSpan webhook = ingress.traces.named("webhook.receive").stream()
                .filter(span ->
                        span.links().stream().anyMatch(link -> link.traceId().equals("c".repeat(32))))
                .findFirst()
                .orElseThrow();
        assertThat(webhook.isRoot()).isTrue();
        assertThat(accepted.getLast().links()).anyMatch(link -> link.spanId().equals(webhook.spanId()));
    }

    @Test
    void a_project_that_is_switched_off_keeps_its_deliveries() throws Exception {
        try (var sleeping = TestProject.start()) {
            var tenant = new TestTenant().retries(0);
            tenant.project(ingress.service(), sleeping.url(), Map.of(), false);
            tenant.publish(ingress.service());

            assertThat(ingress.signed(tenant, tenant.message("wamid.13", "4915112345678", "x", null)))
                    .isEqualTo(200);

            await().atMost(SOON)
                    .until(() -> DeliveryServiceGrpc.newBlockingStub(
                                    ingress.service().admin())
                            .listUndelivered(ListUndeliveredRequest.newBuilder()
                                    .setTenantId(tenant.id)
                                    .build())
                            .getDeliveriesList()
                            .stream()
                            .anyMatch(d ->
                                    d.getAttemptCount() == 0 && d.getState() == DeliveryState.DELIVERY_STATE_PARKED));
            assertThat(sleeping.got()).isEmpty();
        }
    }
}
