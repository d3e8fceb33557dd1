package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryState;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import dev.waypost.proto.ingress.v1.SubscribeResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// A project that has no URL and gets its events on a stream.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubscriptionTest {
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
    void events_come_in_order_one_of_a_conversation_at_a_time_and_are_delivered_once_acknowledged() throws Exception {
        var tenant = new TestTenant();
        String projectId = subscriber(tenant);
        write(tenant, 0, 3);

        var stream = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 0, "");
        stream.awaits(1);
        write(tenant, 3, 5);
        for (int i = 1; i <= 5; i++) {
            stream.awaits(i);
            // Nothing of the conversation is handed over before its last one is settled.
            assertThat(stream.got()).hasSize(i);
            stream.accept(i - 1);
        }

        await().atMost(SOON).until(() -> states(tenant, DeliveryState.DELIVERY_STATE_DELIVERED) == 5);
        assertThat(stream.texts()).isEqualTo(numbers(0, 5));
        assertThat(stream.got()).allSatisfy(got -> {
            assertThat(got.getAttempt()).isEqualTo(1);
            assertThat(got.getEvent().getTenantId()).isEqualTo(tenant.id);
            assertThat(got.getEvent().getUser()).isEqualTo(USER);
            assertThat(got.getTraceparent()).isNotEmpty();
        });
        stream.end();
    }

    @Test
    void what_was_not_acknowledged_comes_again_on_the_next_stream_and_no_more_is_under_way_than_asked_for()
            throws Exception {
        var tenant = new TestTenant();
        String projectId = subscriber(tenant);
        for (int user = 0; user < 6; user++) {
            ingress.signed(tenant, tenant.message("wamid.f" + user, USER + user, "n" + user, null));
        }
        var first = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 2, "");
        first.awaits(2);
        var standby = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 10, "");
        first.accept(0);
        first.awaits(3);
        await().atMost(SOON).until(() -> states(tenant, DeliveryState.DELIVERY_STATE_DELIVERED) == 1);
        assertThat(first.got()).hasSize(3);
        assertThat(standby.got()).isEmpty();

        first.end();
        standby.awaits(5);

        assertThat(standby.texts()).containsExactlyInAnyOrderElementsOf(numbers(1, 6));
        standby.end();
    }

    @Test
    void a_refused_one_is_tried_again_before_what_follows_it_and_is_dead_in_the_end() throws Exception {
        var tenant = new TestTenant().retries(1);
        String projectId = subscriber(tenant);
        write(tenant, 0, 2);
        var stream = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 0, "");

        stream.awaits(1);
        stream.refuse(0);
        stream.awaits(2);
        stream.refuse(1);
        stream.awaits(3);
        stream.accept(2);

        await().atMost(SOON).until(() -> states(tenant, DeliveryState.DELIVERY_STATE_DELIVERED) == 1);
        assertThat(stream.texts()).containsExactly("n0", "n0", "n1");
        assertThat(stream.got()).extracting(SubscribeResponse::getAttempt).containsExactly(1, 2, 1);
        assertThat(states(tenant, DeliveryState.DELIVERY_STATE_DEAD)).isEqualTo(1);
        stream.end();
    }

    @Test
    void a_project_of_a_process_that_died_is_taken_over_when_its_lease_is_over() throws Exception {
        var tenant = new TestTenant();
        String projectId = subscriber(tenant);
        hold(tenant, projectId, "1 hour");
        write(tenant, 0, 1);
        var next = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 0, "");
        await().during(Duration.ofSeconds(1))
                .atMost(SOON)
                .until(() -> next.got().isEmpty());

        hold(tenant, projectId, "-1 second");
        next.awaits(1);

        // Whoever never had it lets nothing go when it ends.
        var standby = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 0, "");
        standby.end();
        var third = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 0, "");
        await().during(Duration.ofSeconds(1))
                .atMost(SOON)
                .until(() -> third.got().isEmpty());
        next.accept(0);
        await().atMost(SOON).until(() -> states(tenant, DeliveryState.DELIVERY_STATE_DELIVERED) == 1);
        third.end();
        next.end();
    }

    @Test
    void skip_lets_the_others_pass_one_that_was_refused() throws Exception {
        var tenant = new TestTenant().retries(9).whenBlocked("SKIP");
        String projectId = subscriber(tenant);
        write(tenant, 0, 3);
        var stream = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 0, "");
        stream.awaits(1);
        stream.refuse(0);

        for (String text : numbers(1, 3)) {
            await().atMost(SOON).until(() -> stream.texts().contains(text));
            stream.accept(stream.texts().indexOf(text));
        }
        await().atMost(SOON).until(() -> states(tenant, DeliveryState.DELIVERY_STATE_DELIVERED) == 2);
        await().atMost(SOON).until(() -> stream.texts().lastIndexOf("n0") > 0);
        stream.accept(stream.texts().lastIndexOf("n0"));
        await().atMost(SOON).until(() -> states(tenant, DeliveryState.DELIVERY_STATE_DELIVERED) == 3);
        stream.end();
    }

    @Test
    void a_project_that_is_switched_off_is_handed_nothing_until_it_is_on() throws Exception {
        var tenant = new TestTenant();
        String projectId = tenant.project(ingress.service(), "", Map.of(), false);
        tenant.publish(ingress.service());
        write(tenant, 0, 1);
        var stream = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 0, "");
        await().atMost(SOON).until(() -> holders(tenant) == 1);
        await().during(Duration.ofSeconds(1))
                .atMost(SOON)
                .until(() -> stream.got().isEmpty());

        tenant.active(projectId, true).publish(ingress.service());

        stream.awaits(1);
        stream.accept(0);
        await().atMost(SOON).until(() -> states(tenant, DeliveryState.DELIVERY_STATE_DELIVERED) == 1);
        stream.end();
    }

    @Test
    void a_stream_may_begin_after_an_event_and_gets_all_since_in_order_and_then_what_is_new() throws Exception {
        var tenant = new TestTenant();
        String projectId = subscriber(tenant);
        write(tenant, 0, 6);
        var first = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 0, "");
        for (int i = 0; i < 4; i++) {
            first.awaits(i + 1);
            first.accept(i);
        }
        await().atMost(SOON).until(() -> states(tenant, DeliveryState.DELIVERY_STATE_DELIVERED) == 4);
        first.end();
        await().atMost(SOON).until(() -> holders(tenant) == 0);

        var again = new SubscriberStream(
                ingress.service().admin(),
                tenant.id,
                projectId,
                0,
                first.got().get(1).getEvent().getEventId());
        again.awaits(1);
        write(tenant, 6, 8);
        for (int i = 0; i < 6; i++) {
            again.awaits(i + 1);
            again.accept(i);
        }

        await().atMost(SOON).until(() -> states(tenant, DeliveryState.DELIVERY_STATE_PARKED) == 0);
        assertThat(again.texts()).isEqualTo(numbers(2, 8));
        again.end();
    }

    @Test
    void a_project_with_a_url_or_of_somebody_else_or_none_is_refused() throws Exception {
        try (var backend = TestProject.start()) {
            var tenant = new TestTenant();
            String posted = tenant.project(ingress.service(), backend.url(), Map.of(), true);
            tenant.publish(ingress.service());
            var stranger = new TestTenant();
            String strange = subscriber(stranger);

            assertThat(new SubscriberStream(ingress.service().admin(), tenant.id, posted, 0, "").failure())
                    .contains("INVALID_ARGUMENT");
            assertThat(new SubscriberStream(ingress.service().admin(), tenant.id, strange, 0, "").failure())
                    .contains("NOT_FOUND");
            assertThat(new SubscriberStream(ingress.service().admin(), "", strange, 0, "").failure())
                    .contains("INVALID_ARGUMENT");
        }
    }

    private static String subscriber(TestTenant tenant) {
        String projectId = tenant.project(ingress.service(), "", Map.of(), true);
        tenant.publish(ingress.service());
        return projectId;
    }

    private static void write(TestTenant tenant, int from, int until) throws Exception {
        for (int i = from; i < until; i++) {
            assertThat(ingress.signed(tenant, tenant.message("wamid.n" + i, USER, "n" + i, null)))
                    .isEqualTo(200);
        }
    }

    private static List<String> numbers(int from, int until) {
        return IntStream.range(from, until).mapToObj(i -> "n" + i).toList();
    }

    /// As somebody who does not answer any more held it.
    private static void hold(TestTenant tenant, String projectId, String lease) {
        ingress.service().bean(Db.class).run(sql -> sql.update("""
                        INSERT INTO subscription (tenant_id, project_id, owner, lease_until)
                        VALUES (?, ?, 'sub_gone', now() + ?::interval)
                        ON CONFLICT (tenant_id, project_id) DO UPDATE SET lease_until = EXCLUDED.lease_until""", tenant.id, projectId, lease));
    }

    private static long holders(TestTenant tenant) {
        return ingress.service()
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM subscription WHERE tenant_id = ?",
                        row -> row.longValue("n"),
                        tenant.id))
                .orElseThrow();
    }

    private static long states(TestTenant tenant, DeliveryState state) {
        return DeliveryServiceGrpc.newBlockingStub(ingress.service().admin())
                .listDeliveries(ListDeliveriesRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .addStates(state)
                        .build())
                .getDeliveriesCount();
    }
}
