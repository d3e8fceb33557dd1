package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.ingress.seal.BodySeal;
import dev.waypost.platform.auth.ServiceIdentity;
import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryState;
import dev.waypost.proto.ingress.v1.EraseUserEventsRequest;
import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.EventServiceGrpc;
import dev.waypost.proto.ingress.v1.GetEventRequest;
import dev.waypost.proto.ingress.v1.RedriveDeliveriesRequest;
import dev.waypost.proto.ingress.v1.UserEventServiceGrpc;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.TableDump;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// What lies here of webhooks of tenants that want texts sealed, and who still gets it as it came.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SealedBodiesTest {
    private static IngressUnderTest ingress;
    private final String text = Fixtures.id("words of a user");
    private final String number = "49151" + Fixtures.digits(8);

    @BeforeAll
    static void start() {
        ingress = new IngressUnderTest();
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void no_table_holds_the_text_and_the_project_and_the_viewer_get_the_bytes_as_they_came() throws Exception {
        var tenant = sealing(ingress.project);
        byte[] body = tenant.message("wamid.s1" + number, number, text, null);

        assertThat(ingress.signed(tenant, body)).isEqualTo(200);

        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        var got = ingress.gotBy(tenant).getFirst();
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.headers()).containsEntry("x-hub-signature-256", tenant.sign(body));
        assertThat(held(text)).isEmpty();
        assertThat(shown(tenant, 0)).isEqualTo(body);
    }

    @Test
    void a_tenant_that_wants_nothing_sealed_has_its_bytes_as_they_came() throws Exception {
        var tenant = ingress.tenantWithProject();
        byte[] body = tenant.message("wamid.c1" + number, number, text, null);

        assertThat(ingress.signed(tenant, body)).isEqualTo(200);

        assertThat(stored(tenant)).containsExactly(body);
        assertThat(shown(tenant, 0)).isEqualTo(body);
    }

    @Test
    void what_was_not_taken_arrives_as_it_came_after_a_restart_and_when_it_is_sent_again() throws Exception {
        try (var backend = TestProject.start()) {
            backend.answers(404);
            var tenant = sealing(backend);
            byte[] body = tenant.message("wamid.r1" + number, number, text, null);
            assertThat(ingress.signed(tenant, body)).isEqualTo(200);
            await().atMost(SOON).until(() -> states(tenant).equals(List.of(DeliveryState.DELIVERY_STATE_DEAD)));

            ingress.restart(() -> backend.answers(200));
            redrive(tenant);

            await().atMost(SOON).until(() -> states(tenant).equals(List.of(DeliveryState.DELIVERY_STATE_DELIVERED)));
            assertThat(backend.got())
                    .hasSize(2)
                    .allSatisfy(got -> assertThat(got.body()).isEqualTo(body));
            assertThat(held(text)).isEmpty();
        }
    }

    @Test
    void single_events_are_cut_from_what_was_sealed() throws Exception {
        try (var backend = TestProject.start()) {
            backend.answers(404);
            var tenant = sealing(new TestTenant().payloadFormat("EVENT").retries(0), backend);
            assertThat(ingress.signed(tenant, tenant.message("wamid.e1" + number, number, text, null)))
                    .isEqualTo(200);
            await().atMost(SOON).until(() -> states(tenant).equals(List.of(DeliveryState.DELIVERY_STATE_DEAD)));
            ingress.restart(() -> backend.answers(200));

            redrive(tenant);

            await().atMost(SOON).until(() -> backend.got().size() == 2);
            assertThat(backend.got().getLast().body())
                    .isEqualTo(backend.got().getFirst().body());
            assertThat(new String(backend.got().getLast().body(), StandardCharsets.UTF_8))
                    .contains(text);
        }
    }

    @Test
    void sealing_is_switched_on_and_off_and_what_lies_there_stays_readable() throws Exception {
        var tenant = ingress.tenantWithProject();
        byte[][] bodies = new byte[3][];
        for (int i = 0; i < 3; i++) {
            boolean sealed = i == 1;
            tenant.sealed(sealed).publish(ingress.service());
            await().atMost(SOON)
                    .until(() -> ingress.service()
                                    .bean(TenantSnapshots.class)
                                    .get(tenant.id)
                                    .policy()
                                    .encryptTexts()
                            == sealed);
            bodies[i] = tenant.message("wamid.o" + i + number, number, text + i, null);
            assertThat(ingress.signed(tenant, bodies[i])).isEqualTo(200);
        }
        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 3);

        assertThat(held(text + 0)).isNotEmpty();
        assertThat(held(text + 1)).isEmpty();
        assertThat(held(text + 2)).isNotEmpty();
        ingress.restart(() -> {});
        for (int i = 0; i < 3; i++) {
            assertThat(shown(tenant, 2 - i)).isEqualTo(bodies[i]);
        }
    }

    @Test
    void a_subscriber_gets_what_was_sealed_as_it_came_also_behind_one_that_does_not_open() throws Exception {
        var tenant = new TestTenant();
        String projectId = tenant.project(ingress.service(), "", Map.of(), true);
        tenant.sealed(true).publish(ingress.service());
        byte[] second = tenant.message("wamid.t2" + number, number, text + "second", null);
        ingress.signed(tenant, tenant.message("wamid.t1" + number, number, text + "first", null));
        ingress.signed(tenant, second);
        ingress.restart(() -> {});
        swapFirst(tenant);

        var stream = new SubscriberStream(ingress.service().admin(), tenant.id, projectId, 10, "");
        stream.awaits(1);
        stream.accept(0);

        await().atMost(SOON)
                .until(() -> states(tenant)
                        .equals(List.of(DeliveryState.DELIVERY_STATE_DELIVERED, DeliveryState.DELIVERY_STATE_DEAD)));
        assertThat(stream.got())
                .singleElement()
                .satisfies(got ->
                        assertThat(got.getEvent().getPayload().toByteArray()).isEqualTo(second));
        stream.end();
    }

    @Test
    void one_that_does_not_open_is_dead_by_itself_and_nobody_gets_another_in_its_place() throws Exception {
        try (var backend = TestProject.start()) {
            backend.answers(404);
            var tenant = sealing(backend);
            byte[] second = tenant.message("wamid.b2" + number, number, text + "second", null);
            ingress.signed(tenant, tenant.message("wamid.b1" + number, number, text + "first", null));
            ingress.signed(tenant, second);
            await().atMost(SOON)
                    .until(() -> states(tenant)
                            .equals(List.of(DeliveryState.DELIVERY_STATE_DEAD, DeliveryState.DELIVERY_STATE_DEAD)));
            ingress.restart(() -> backend.answers(200));
            swapFirst(tenant);

            redrive(tenant);

            await().atMost(SOON)
                    .until(() -> states(tenant)
                            .equals(List.of(
                                    DeliveryState.DELIVERY_STATE_DELIVERED, DeliveryState.DELIVERY_STATE_DEAD)));
            assertThat(ingress.deliveries(tenant.id).getLast().getAttempts(0).getCause())
                    .isEqualTo("body_unreadable");
            assertThat(backend.got()).hasSize(3);
            assertThat(backend.got().getLast().body()).isEqualTo(second);
            assertThat(shown(tenant, 0)).isEqualTo(second);
            assertThat(Assertions.catchThrowable(() -> shown(tenant, 1))).hasMessageContaining("INTERNAL");
        }
    }

    @Test
    void an_erased_user_is_taken_out_of_what_is_sealed_and_it_lies_sealed_again() throws Exception {
        String neighbour = "49160" + Fixtures.digits(8);
        var tenant = sealing(ingress.project);
        ingress.signed(tenant, tenant.message("wamid.u1" + number, number, text, null));
        byte[] other = tenant.message("wamid.u2" + neighbour, neighbour, text + "other", null);
        ingress.signed(tenant, other);
        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 2);

        erase(tenant);

        assertThat(shown(tenant, 0)).isEqualTo(other);
        assertThat(new String(shown(tenant, 1), StandardCharsets.UTF_8))
                .contains("\"wa_id\":\"\"", tenant.wabaId)
                .doesNotContain(text, number);
        assertThat(stored(tenant)).hasSize(2).allMatch(BodySeal::isSealed);
        assertThat(signatures(tenant)).isEqualTo(1);
    }

    @Test
    void what_is_nobodys_lies_sealed_and_goes_to_its_owner_as_it_came_also_behind_one_that_does_not_open()
            throws Exception {
        var tenant = sealing(ingress.project);
        String mine = tenant.phoneNumberId;
        String later = Fixtures.phoneNumberId();
        tenant.phoneNumberId = later;
        byte[] first = tenant.message("wamid.q1" + number, number, text + "first", null);
        byte[] second = tenant.message("wamid.q2" + number, number, text + "second", null);
        tenant.phoneNumberId = mine;
        ingress.signed(tenant, first);
        assertThat(ingress.quarantined(tenant).getPayload().toByteArray()).isEqualTo(first);
        ingress.signed(tenant, second);
        assertThat(held(text)).isEmpty();
        ingress.service()
                .bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE quarantined_body SET bytes = set_byte(bytes, length(bytes) - 1,"
                                + " 255 - get_byte(bytes, length(bytes) - 1)) WHERE body_id ="
                                + " (SELECT min(body_id) FROM quarantined_body WHERE tenant_id = ?)",
                        tenant.id));

        tenant.number(later).project(ingress.service(), ingress.project.url(), Map.of(), true);
        tenant.publish(ingress.service());

        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 1);
        assertThat(ingress.gotBy(tenant).getFirst().body()).isEqualTo(second);
        assertThat(ingress.held("tenant_id", tenant.id)).isEqualTo(1);
        assertThat(held(text)).isEmpty();
    }

    @Test
    void what_looks_sealed_as_it_comes_is_sealed_whoever_it_is_of() {
        var seal = ingress.service().bean(BodySeal.class);
        byte[] forged = Arrays.copyOf(BodySeal.mark(), 100);

        byte[] stored = seal.stored(false, "t", "whk_1", forged);

        assertThat(stored).isNotEqualTo(forged);
        assertThat(seal.opened("t", "whk_1", stored)).isEqualTo(forged);
        assertThat(Assertions.catchThrowable(() -> seal.opened("other", "whk_1", stored)))
                .isInstanceOf(SealBroken.class);
        assertThat(Assertions.catchThrowable(() -> seal.opened("t", "whk_2", stored)))
                .isInstanceOf(SealBroken.class);
    }

    private static TestTenant sealing(TestProject project) {
        return sealing(new TestTenant().retries(0), project);
    }

    private static TestTenant sealing(TestTenant tenant, TestProject project) {
        tenant.project(ingress.service(), project.url(), Map.of(), true);
        return tenant.sealed(true).publish(ingress.service());
    }

    private static List<String> held(String text) {
        return TableDump.of(ingress.service().bean(Db.class), "ingress").with(text);
    }

    private static List<byte[]> stored(TestTenant tenant) {
        return ingress.service()
                .bean(Db.class)
                .read(sql ->
                        sql.list("SELECT bytes FROM body WHERE tenant_id = ?", row -> row.bytes("bytes"), tenant.id));
    }

    private static long signatures(TestTenant tenant) {
        return ingress.service()
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT count(signature) AS n FROM body WHERE tenant_id = ?",
                        row -> row.longValue("n"),
                        tenant.id))
                .orElseThrow();
    }

    /// The bytes of the second body lie in the place of the first.
    private static void swapFirst(TestTenant tenant) {
        ingress.service()
                .bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE body SET bytes = (SELECT bytes FROM body WHERE tenant_id = ? ORDER BY body_id DESC LIMIT 1)"
                                + " WHERE tenant_id = ?",
                        tenant.id,
                        tenant.id));
    }

    /// What the viewer shows of an event.
    ///
    /// @param index 0 for the newest
    private static byte[] shown(TestTenant tenant, int index) {
        Event event = ingress.events(tenant.id).get(index);
        return EventServiceGrpc.newBlockingStub(ingress.service().admin())
                .getEvent(GetEventRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .setEventId(event.getEventId())
                        .build())
                .getEvent()
                .getPayload()
                .toByteArray();
    }

    private void erase(TestTenant tenant) {
        UserEventServiceGrpc.newBlockingStub(ingress.service()
                        .as(ingress.service().bean(ServiceIdentity.class).token()))
                .eraseUserEvents(EraseUserEventsRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .setRequestId(Ids.next("req"))
                        .addUsers(number)
                        .build());
    }

    private static void redrive(TestTenant tenant) {
        DeliveryServiceGrpc.newBlockingStub(ingress.service().admin())
                .redriveDeliveries(RedriveDeliveriesRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .setRequestId(Ids.next("req"))
                        .addAllDeliveryIds(ingress.deliveries(tenant.id).stream()
                                .map(Delivery::getDeliveryId)
                                .toList())
                        .build());
    }

    private static List<DeliveryState> states(TestTenant tenant) {
        return ingress.deliveries(tenant.id).stream().map(Delivery::getState).toList();
    }
}
