package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.ingress.replay.ReplayWorker;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.ingress.v1.CancelReplayRequest;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryState;
import dev.waypost.proto.ingress.v1.EventKind;
import dev.waypost.proto.ingress.v1.GetReplayRequest;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ReplayEventsRequest;
import dev.waypost.proto.ingress.v1.ResumeReplayRequest;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// Past events that are delivered once more. A part of a replay is four events, and the next part waits until somebody
/// says so: what happens between two parts is what happens here.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReplayTest {
    private static final String USER = "4915112345678";
    private static final int PART = 4;
    private static IngressUnderTest ingress;

    @BeforeAll
    static void start() {
        ingress = new IngressUnderTest(Map.of(
                "waypost.ingress.replay.batch",
                PART,
                "waypost.ingress.replay.pause",
                "1h",
                "waypost.ingress.quarantine.interval",
                "1h"));
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void past_events_are_delivered_again_in_their_order_under_the_same_ids_to_what_is_mapped_now() throws Exception {
        try (var first = TestProject.start();
                var later = TestProject.start()) {
            var tenant = tenant(first);
            write(tenant, 0, 10);
            await().atMost(SOON).until(() -> first.got().size() == 10);
            add(tenant, later);

            Operation started = replay(all(tenant));
            assertThat(started.getKind()).isEqualTo("replay");
            Operation ended = toItsEnd(started);

            assertThat(ended.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
            assertThat(ended.getDoneItems()).isEqualTo(10);
            assertThat(ended.getTotalItems()).isEqualTo(10);
            await().atMost(SOON)
                    .until(() -> first.got().size() == 20 && later.got().size() == 10);
            assertThat(texts(later)).isEqualTo(numbers(10));
            assertThat(texts(first).subList(10, 20)).isEqualTo(numbers(10));
            assertThat(ids(first).subList(10, 20)).isEqualTo(ids(first).subList(0, 10));
            assertThat(ids(later)).isEqualTo(ids(first).subList(0, 10));
            // What send-service was told it is not told again.
            assertThat(deliveries(tenant)).hasSize(30);
        }
    }

    @Test
    void kinds_time_and_project_narrow_it_down() throws Exception {
        try (var one = TestProject.start();
                var other = TestProject.start()) {
            var tenant = new TestTenant();
            String oneId = tenant.project(ingress.service(), one.url(), Map.of(), true);
            tenant.project(ingress.service(), other.url(), Map.of(), true);
            tenant.publish(ingress.service());
            write(tenant, 0, 2);
            ingress.signed(tenant, tenant.status("wamid.out", USER, "read", null));
            await().atMost(SOON)
                    .until(() -> one.got().size() == 3 && other.got().size() == 3);
            String between = ingress.events(tenant.id).get(1).getEventId();
            Timestamp border = ingress.events(tenant.id).get(1).getReceiveTime();

            toItsEnd(replay(all(tenant).setProjectId(oneId).addKinds(EventKind.EVENT_KIND_STATUS)));
            await().atMost(SOON).until(() -> one.got().size() == 4);
            toItsEnd(replay(all(tenant)
                    .setProjectId(oneId)
                    .addKinds(EventKind.EVENT_KIND_MESSAGE)
                    .setFromTime(border)));
            await().atMost(SOON).until(() -> one.got().size() == 5);
            Operation none = toItsEnd(
                    replay(all(tenant).setUntilTime(border.toBuilder().setSeconds(border.getSeconds() - 1000))));

            assertThat(ids(one).get(4)).isEqualTo(between);
            assertThat(none.getDoneItems()).isZero();
            assertThat(other.got()).hasSize(3);
            assertThat(deliveries(tenant)).hasSize(8);
        }
    }

    @Test
    void only_what_was_not_delivered_is_delivered_and_dead_ones_keep_their_id() throws Exception {
        try (var backend = TestProject.start();
                var later = TestProject.start()) {
            backend.answers(body -> body.contains("\"n1\"") || body.contains("\"n6\"") ? 404 : 200);
            var tenant = tenant(backend);
            write(tenant, 0, 8);
            await().atMost(SOON).until(() -> settled(tenant) == 8);
            List<String> dead = deliveries(tenant).stream()
                    .filter(delivery -> delivery.getState() == DeliveryState.DELIVERY_STATE_DEAD)
                    .map(Delivery::getDeliveryId)
                    .toList();
            assertThat(dead).hasSize(2);
            backend.answers(200);
            add(tenant, later);

            toItsEnd(replay(all(tenant).setUndeliveredOnly(true)));
            await().atMost(SOON).until(() -> later.got().size() == 8 && settled(tenant) == 16);
            toItsEnd(replay(all(tenant).setUndeliveredOnly(true)));

            assertThat(deliveries(tenant))
                    .hasSize(16)
                    .allSatisfy(delivery ->
                            assertThat(delivery.getState()).isEqualTo(DeliveryState.DELIVERY_STATE_DELIVERED))
                    .extracting(Delivery::getDeliveryId)
                    .containsAll(dead);
            assertThat(texts(backend).subList(8, 10)).containsExactly("n1", "n6");
            assertThat(texts(later)).isEqualTo(numbers(8));
        }
    }

    @Test
    void who_got_an_event_by_a_replay_gets_it_no_more_when_only_the_undelivered_ones_are_meant() throws Exception {
        try (var backend = TestProject.start()) {
            backend.answers(body -> body.contains("\"n1\"") ? 404 : 200);
            var tenant = tenant(backend);
            write(tenant, 0, 2);
            await().atMost(SOON).until(() -> settled(tenant) == 2);
            backend.answers(200);
            toItsEnd(replay(all(tenant)));
            await().atMost(SOON).until(() -> settled(tenant) == 4);

            toItsEnd(replay(all(tenant).setUndeliveredOnly(true)));

            assertThat(deliveries(tenant))
                    .as("the one that was given up stays so")
                    .filteredOn(delivery -> delivery.getState() == DeliveryState.DELIVERY_STATE_DEAD)
                    .hasSize(1);
        }
    }

    @Test
    void a_webhook_that_is_longer_than_a_part_comes_once() throws Exception {
        try (var backend = TestProject.start()) {
            var tenant = tenant(backend);
            String messages = IntStream.range(0, PART + 2)
                    .mapToObj(i -> "{\"from\":\"%s\",\"id\":\"wamid.l%d\",\"type\":\"text\",\"text\":{\"body\":\"x\"}}"
                            .formatted(USER, i))
                    .collect(Collectors.joining(",", "\"messages\":[", "]"));
            String body = "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"%s\",\"changes\":[%s]}]}"
                    .formatted(tenant.wabaId, tenant.change(messages));
            assertThat(ingress.signed(tenant, body.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(200);
            await().atMost(SOON).until(() -> settled(tenant) == 1);

            assertThat(toItsEnd(replay(all(tenant))).getDoneItems()).isEqualTo(PART + 2);

            await().atMost(SOON).until(() -> settled(tenant) == 2);
            assertThat(deliveries(tenant)).hasSize(2);
        }
    }

    @Test
    void a_replay_is_cancelled_between_two_parts_and_resumed_where_it_stopped() throws Exception {
        try (var backend = TestProject.start()) {
            var tenant = tenant(backend);
            write(tenant, 0, 10);
            await().atMost(SOON).until(() -> backend.got().size() == 10);
            Operation started = replay(all(tenant));
            await().atMost(SOON).until(() -> get(started).getDoneItems() == PART);

            Operation cancelled = cancel(started);
            assertThat(cancelled.getState()).isEqualTo(OperationState.OPERATION_STATE_CANCELLED);
            assertThat(cancelled.hasEndTime()).isTrue();
            due(started);
            ingress.service().bean(ReplayWorker.class).runOnce();
            assertThat(get(started).getDoneItems()).isEqualTo(PART);
            assertThat(cancel(started).getState()).isEqualTo(OperationState.OPERATION_STATE_CANCELLED);
            resume(started);
            Operation ended = toItsEnd(started);

            assertThat(ended.getDoneItems()).isEqualTo(10);
            await().atMost(SOON).until(() -> backend.got().size() == 20);
            assertThat(texts(backend).subList(10, 20)).isEqualTo(numbers(10));
        }
    }

    @Test
    void a_replay_goes_on_after_a_restart() throws Exception {
        try (var backend = TestProject.start()) {
            var tenant = tenant(backend);
            write(tenant, 0, 6);
            await().atMost(SOON).until(() -> backend.got().size() == 6);
            Operation started = replay(all(tenant));
            await().atMost(SOON).until(() -> get(started).getDoneItems() == PART);

            ingress.restart(() -> {});
            toItsEnd(started);

            await().atMost(SOON).until(() -> backend.got().size() == 12);
            assertThat(texts(backend).subList(6, 12)).isEqualTo(numbers(6));
        }
    }

    @Test
    void what_was_in_quarantine_is_taken_in_once_its_number_is_the_tenants() throws Exception {
        try (var backend = TestProject.start()) {
            var tenant = tenant(backend);
            String number = tenant.phoneNumberId;
            tenant.phoneNumberId = number + "1";
            byte[] body = tenant.message("wamid.q1", USER, "n0", null);
            tenant.phoneNumberId = number;
            assertThat(ingress.signed(tenant, body)).isEqualTo(200);
            assertThat(ingress.held("tenant_id", tenant.id)).isEqualTo(1);

            toItsEnd(replay(all(tenant)));
            assertThat(ingress.held("tenant_id", tenant.id)).isEqualTo(1);
            tenant.phoneNumberId = number + "1";
            add(tenant, backend);
            Operation ended = toItsEnd(replay(all(tenant)));

            await().atMost(SOON).until(() -> backend.got().size() == 1);
            assertThat(ended.getDoneItems()).isEqualTo(1);
            assertThat(ingress.held("tenant_id", tenant.id)).isZero();
        }
    }

    @Test
    void a_repeated_request_starts_nothing_and_strangers_and_nonsense_are_refused() throws Exception {
        try (var backend = TestProject.start()) {
            var tenant = tenant(backend);
            var request = all(tenant).setRequestId(Ids.next("req")).build();
            Operation started = api().replayEvents(request).getOperation();

            assertThat(api().replayEvents(request).getOperation()).isEqualTo(started);
            String stranger = ingress.tenantWithProject().id;
            assertThatThrownBy(() -> api().getReplay(GetReplayRequest.newBuilder()
                            .setTenantId(stranger)
                            .setOperationId(started.getOperationId())
                            .build()))
                    .hasMessageContaining("NOT_FOUND");
            assertThatThrownBy(() -> replay(all(tenant).setProjectId("prj_none")))
                    .hasMessageContaining("NOT_FOUND");
            assertThatThrownBy(() -> replay(all(tenant)
                            .setFromTime(Timestamp.newBuilder()
                                    .setSeconds(Instant.now().plusSeconds(3600).getEpochSecond()))))
                    .hasMessageContaining("INVALID_ARGUMENT");
        }
    }

    private static TestTenant tenant(TestProject backend) {
        var tenant = new TestTenant().retries(0);
        tenant.project(ingress.service(), backend.url(), Map.of(), true);
        return tenant.publish(ingress.service());
    }

    /// Returns when the service knows the project.
    private static void add(TestTenant tenant, TestProject backend) {
        String projectId = tenant.project(ingress.service(), backend.url(), Map.of(), true);
        tenant.active(projectId, true).publish(ingress.service());
        await().atMost(SOON)
                .until(() -> ingress.service().bean(TenantSnapshots.class).get(tenant.id).projects().stream()
                        .anyMatch(project -> project.projectId().equals(projectId)));
    }

    private static void write(TestTenant tenant, int from, int until) throws Exception {
        for (int i = from; i < until; i++) {
            assertThat(ingress.signed(tenant, tenant.message("wamid.n" + i, USER, "n" + i, null)))
                    .isEqualTo(200);
        }
    }

    private static ReplayEventsRequest.Builder all(TestTenant tenant) {
        return ReplayEventsRequest.newBuilder()
                .setTenantId(tenant.id)
                .setFromTime(Timestamp.newBuilder()
                        .setSeconds(Instant.now().minusSeconds(3600).getEpochSecond()));
    }

    private static Operation replay(ReplayEventsRequest.Builder request) {
        return api().replayEvents(request.setRequestId(Ids.next("req")).build()).getOperation();
    }

    private static Operation get(Operation operation) {
        return api().getReplay(GetReplayRequest.newBuilder()
                        .setTenantId(operation.getTenantId())
                        .setOperationId(operation.getOperationId())
                        .build())
                .getOperation();
    }

    private static Operation cancel(Operation operation) {
        return api().cancelReplay(CancelReplayRequest.newBuilder()
                        .setTenantId(operation.getTenantId())
                        .setRequestId(Ids.next("req"))
                        .setOperationId(operation.getOperationId())
                        .build())
                .getOperation();
    }

    private static void resume(Operation operation) {
        var resumed = api().resumeReplay(ResumeReplayRequest.newBuilder()
                        .setTenantId(operation.getTenantId())
                        .setRequestId(Ids.next("req"))
                        .setOperationId(operation.getOperationId())
                        .build())
                .getOperation();
        assertThat(resumed.getState()).isEqualTo(OperationState.OPERATION_STATE_PENDING);
        assertThat(resumed.hasEndTime()).isFalse();
    }

    /// Part after part, without the pauses.
    private static Operation toItsEnd(Operation operation) {
        await().atMost(SOON).until(() -> {
            due(operation);
            return get(operation).getState() == OperationState.OPERATION_STATE_SUCCEEDED;
        });
        return get(operation);
    }

    private static void due(Operation operation) {
        ingress.service()
                .bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE replay SET next_at = now() WHERE operation_id = ?", operation.getOperationId()));
    }

    private static long settled(TestTenant tenant) {
        return deliveries(tenant).stream().filter(Delivery::hasSettleTime).count();
    }

    private static List<Delivery> deliveries(TestTenant tenant) {
        return api()
                .listDeliveries(ListDeliveriesRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .build())
                .getDeliveriesList()
                .stream()
                .filter(delivery -> !delivery.getProjectId().equals("@send"))
                .toList();
    }

    private static List<String> texts(TestProject backend) {
        return backend.got().stream()
                .map(got -> new String(got.body(), StandardCharsets.UTF_8))
                .map(body -> body.substring(
                        body.indexOf("\"body\":\"") + 8, body.indexOf('"', body.indexOf("\"body\":\"") + 8)))
                .toList();
    }

    private static List<String> numbers(int until) {
        return IntStream.range(0, until).mapToObj(i -> "n" + i).toList();
    }

    private static List<String> ids(TestProject backend) {
        return backend.got().stream()
                .map(got -> got.headers().getOrDefault("x-waypost-event-id", ""))
                .toList();
    }

    private static DeliveryServiceGrpc.DeliveryServiceBlockingStub api() {
        return DeliveryServiceGrpc.newBlockingStub(ingress.service().admin());
    }
}
