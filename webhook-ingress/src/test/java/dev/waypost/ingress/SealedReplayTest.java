package dev.waypost.ingress;

import static dev.waypost.ingress.IngressUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.crypto.MasterKeyset;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryState;
import dev.waypost.proto.ingress.v1.EventKind;
import dev.waypost.proto.ingress.v1.GetReplayRequest;
import dev.waypost.proto.ingress.v1.ReplayEventsRequest;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.TableDump;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Past webhooks that lie sealed, delivered once more; in a database of their own, whose keys come and go.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SealedReplayTest {
    private static final String USER = "4915112345678";
    private final String text = Fixtures.id("words of a user");
    private final MasterKeyset old = MasterKeyset.fresh();
    private final MasterKeyset both = old.added();
    private final MasterKeyset promoted = both.promoted(both.keys().getLast().id());
    private final Map<String, Object> settings = new HashMap<>(Map.of(
            "waypost.db.url",
            Backends.freshDatabase(),
            "waypost.crypto.key",
            both.encoded(),
            "waypost.ingress.replay.batch",
            2,
            "waypost.ingress.replay.pause",
            "1ms"));
    private IngressUnderTest ingress;
    private String projectId = "";

    @BeforeEach
    void start() {
        ingress = new IngressUnderTest(settings);
    }

    @AfterEach
    void stop() {
        ingress.close();
    }

    @Test
    void the_project_gets_the_very_bytes_again_with_a_signature_that_holds_and_only_what_was_asked_for()
            throws Exception {
        var tenant = sealing(new TestTenant());
        byte[] before = receive(tenant, "before");
        byte[] first = receive(tenant, "first");
        byte[] second = receive(tenant, "second");
        byte[] read = tenant.status("wamid.out" + text.hashCode(), USER, "read", null);
        assertThat(ingress.signed(tenant, read)).isEqualTo(200);
        byte[] after = receive(tenant, "after");
        await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 5);
        // The newest is listed first.
        List<Timestamp> times = ingress.events(tenant.id).stream()
                .map(event -> event.getReceiveTime())
                .toList();

        Operation ended = replay(all(tenant)
                .setFromTime(times.get(3))
                .setUntilTime(times.get(0))
                .addKinds(EventKind.EVENT_KIND_MESSAGE));

        assertThat(ended.getDoneItems()).isEqualTo(2);
        await().atMost(SOON).until(() -> settled(tenant) == 7);
        List<TestProject.Got> again = ingress.gotBy(tenant).subList(5, 7);
        assertThat(again.stream().map(TestProject.Got::body)).containsExactly(first, second);
        assertThat(ingress.gotBy(tenant).subList(0, 5).stream().map(TestProject.Got::body))
                .containsExactlyInAnyOrder(before, first, second, read, after);
        for (TestProject.Got got : again) {
            assertThat(got.headers())
                    .containsEntry("webhook-signature", got.standardSignature(tenant.signingSecret))
                    .containsEntry("x-hub-signature-256", tenant.sign(got.body()));
        }
        assertThat(TableDump.of(ingress.service().bean(Db.class), "ingress").with(text))
                .isEmpty();
    }

    @Test
    void what_no_key_opens_dies_by_itself_and_is_replayed_once_the_key_is_back() throws Exception {
        try (var other = TestProject.start()) {
            var tenant = sealing(new TestTenant().retries(0));
            String mine = tenant.phoneNumberId;
            String later = Fixtures.phoneNumberId();
            tenant.phoneNumberId = later;
            byte[] stray = receive(tenant, "stray");
            tenant.phoneNumberId = mine;
            byte[] first = receive(tenant, "first");
            await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 1);
            ingress.restart(() -> settings.put("waypost.crypto.key", promoted.encoded()));
            sealing(tenant);
            List<byte[]> rest = List.of(receive(tenant, "second"), receive(tenant, "third"), receive(tenant, "fourth"));
            await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 4);
            // Whoever drops a key too early is refused at the start; who takes that away too gets this.
            db().run(sql -> sql.update("DELETE FROM sealed_under WHERE master_key = ?", old.primary()));
            ingress.restart(() -> settings.put(
                    "waypost.crypto.key", promoted.dropped(old.primary()).encoded()));
            tenant.number(later).project(ingress.service(), other.url(), Map.of(), true);
            tenant.publish(ingress.service());

            Operation ended = replay(all(tenant).setProjectId(projectId));

            assertThat(ended.getDoneItems()).isEqualTo(4);
            await().atMost(SOON).until(() -> dead(tenant).size() == 1);
            await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 7);
            assertThat(dead(tenant).getFirst().getAttempts(0).getCause()).isEqualTo("body_unreadable");
            assertThat(ingress.gotBy(tenant).subList(4, 7).stream().map(TestProject.Got::body))
                    .containsExactlyElementsOf(rest);
            assertThat(ingress.held("tenant_id", tenant.id)).isEqualTo(1);

            ingress.restart(() -> settings.put("waypost.crypto.key", promoted.encoded()));
            tenant.publish(ingress.service());
            replay(all(tenant).setProjectId(projectId).setUndeliveredOnly(true));

            await().atMost(SOON).until(() -> ingress.gotBy(tenant).size() == 8);
            assertThat(ingress.gotBy(tenant).getLast().body()).isEqualTo(first);
            assertThat(dead(tenant)).isEmpty();
            await().atMost(SOON).until(() -> other.got().size() == 1);
            assertThat(other.got().getFirst().body()).isEqualTo(stray);
        }
    }

    private TestTenant sealing(TestTenant tenant) {
        projectId = tenant.project(ingress.service(), ingress.project.url(), Map.of(), true);
        return tenant.sealed(true).publish(ingress.service());
    }

    private byte[] receive(TestTenant tenant, String name) throws Exception {
        byte[] body = tenant.message("wamid." + name + text.hashCode(), USER, text + name, null);
        assertThat(ingress.signed(tenant, body)).isEqualTo(200);
        return body;
    }

    private static ReplayEventsRequest.Builder all(TestTenant tenant) {
        return ReplayEventsRequest.newBuilder()
                .setTenantId(tenant.id)
                .setFromTime(Timestamp.newBuilder()
                        .setSeconds(Instant.now().minusSeconds(3600).getEpochSecond()));
    }

    /// Returns when it succeeded.
    private Operation replay(ReplayEventsRequest.Builder request) {
        Operation started = api().replayEvents(
                        request.setRequestId(Ids.next("req")).build())
                .getOperation();
        var asked = GetReplayRequest.newBuilder()
                .setTenantId(started.getTenantId())
                .setOperationId(started.getOperationId())
                .build();
        await().atMost(SOON)
                .until(() ->
                        api().getReplay(asked).getOperation().getState() == OperationState.OPERATION_STATE_SUCCEEDED);
        return api().getReplay(asked).getOperation();
    }

    private long settled(TestTenant tenant) {
        return deliveries(tenant).stream().filter(Delivery::hasSettleTime).count();
    }

    private List<Delivery> dead(TestTenant tenant) {
        return deliveries(tenant).stream()
                .filter(delivery -> delivery.getState() == DeliveryState.DELIVERY_STATE_DEAD)
                .toList();
    }

    private List<Delivery> deliveries(TestTenant tenant) {
        return ingress.deliveries(tenant.id).stream()
                .filter(delivery -> delivery.getProjectId().equals(projectId))
                .toList();
    }

    private Db db() {
        return ingress.service().bean(Db.class);
    }

    private DeliveryServiceGrpc.DeliveryServiceBlockingStub api() {
        return DeliveryServiceGrpc.newBlockingStub(ingress.service().admin());
    }
}
