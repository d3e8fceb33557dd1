package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Timestamps;
import dev.waypost.proto.send.v1.ContactServiceGrpc;
import dev.waypost.proto.send.v1.Contacted;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.RecordContactsRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NumberPaceTest {
    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of(
                "waypost.send.pace.meta-per-second", "20",
                "waypost.send.pace.meta-pair-burst", "3",
                "waypost.send.pace.meta-pair-interval", "1s",
                "waypost.send.pace.new-contacts-per-day", "7",
                "waypost.send.pace.warm-up-days", "7"));
        scene.control("POST", "accounts", "{\"provider\":\"WAHA\",\"session\":\"default\",\"accessToken\":\"token\"}");
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void a_number_sends_as_fast_as_its_provider_grants_and_loses_nothing() {
        String tenant = tenant();
        List<Message> queued = flood(tenant, 60);

        List<Long> begun =
                queued.stream().map(message -> begun(tenant, message)).sorted().toList();

        assertThat(begun.getLast() - begun.getFirst()).isBetween(2_700L, 8_000L);
        for (int at = 0; at + 25 < begun.size(); at++) {
            // A second's messages, what a bucket holds, and what a try takes to be written down.
            assertThat(begun.get(at + 25) - begun.get(at)).isGreaterThan(900);
        }
    }

    @Test
    void a_tenant_at_its_limit_does_not_slow_another_one_down() {
        String busy = tenant();
        String calm = tenant();
        long alone = slowest(calm);
        List<Message> flood = flood(busy, 150);

        long beside = slowest(calm);

        assertThat(scene.get(busy, flood.getLast().getMessageId()).getState())
                .isEqualTo(MessageState.MESSAGE_STATE_QUEUED);
        assertThat(beside).isLessThan(Math.max(2 * alone, alone + 150));
    }

    @Test
    void a_user_gets_a_burst_and_then_one_at_a_time_while_others_go_on() {
        String tenant = tenant();
        String to = Fixtures.phone();
        List<Message> pair = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pair.add(scene.send(scene.text(to, "number " + i).setTenantId(tenant)));
        }
        Message other = scene.send(scene.text(Fixtures.phone(), "x").setTenantId(tenant));

        long first = begun(tenant, pair.getFirst());
        assertThat(begun(tenant, other) - first).isLessThan(900);
        assertThat(begun(tenant, pair.get(2)) - first).isLessThan(900);
        assertThat(begun(tenant, pair.get(3)) - first).isGreaterThanOrEqualTo(900);
        assertThat(begun(tenant, pair.get(4)) - first).isGreaterThanOrEqualTo(1_900);
        assertThat(scene.get(tenant, pair.get(4).getMessageId()).getAttemptsCount())
                .isEqualTo(1);
    }

    @Test
    void a_young_gateway_number_writes_to_few_users_first_and_to_all_who_wrote() {
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.WAHA, scene.apiUrl().replace("/meta", "/waha"), "none");
        String known = Fixtures.phone();
        ContactServiceGrpc.newBlockingStub(scene.asService())
                .recordContacts(RecordContactsRequest.newBuilder()
                        .addContacts(Contacted.newBuilder()
                                .setTenantId(tenant)
                                .setEndpointId("ep-" + tenant)
                                .setUser(known.substring(1))
                                .setLastTime(Timestamps.now()))
                        .build());
        String met = Fixtures.phone();
        Message first = scene.send(scene.text(met, "x").setTenantId(tenant));
        scene.awaitState(tenant, first.getMessageId(), MessageState.MESSAGE_STATE_SENT);

        Message stranger = scene.send(scene.text(Fixtures.phone(), "x").setTenantId(tenant));
        Message again = scene.send(scene.text(met, "x").setTenantId(tenant));
        Message friend = scene.send(scene.text(known, "x").setTenantId(tenant));

        scene.awaitState(tenant, again.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        scene.awaitState(tenant, friend.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        await().untilAsserted(() -> assertThat(Timestamps.toMillis(
                                scene.get(tenant, stranger.getMessageId()).getNextAttemptTime())
                        - System.currentTimeMillis())
                .isGreaterThan(Duration.ofMinutes(30).toMillis()));
        assertThat(scene.get(tenant, stranger.getMessageId()).getAttemptsCount())
                .isZero();
    }

    private String tenant() {
        String tenant = Fixtures.tenantId();
        String number = Fixtures.phoneNumberId();
        scene.control("POST", "accounts", """
                {"provider":"META","phoneNumberId":"%s","wabaId":"waba","accessToken":"token","appSecret":"s"}""".formatted(number));
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), number);
        return tenant;
    }

    private List<Message> flood(String tenant, int count) {
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(scene.send(scene.text(Fixtures.phone(), "x").setTenantId(tenant)));
        }
        return sent;
    }

    /// The longest of ten messages, one after the other, from accepted to begun.
    private long slowest(String tenant) {
        long slowest = 0;
        for (int i = 0; i < 10; i++) {
            Message message = scene.send(scene.text(Fixtures.phone(), "x").setTenantId(tenant));
            slowest = Math.max(slowest, begun(tenant, message) - Timestamps.toMillis(message.getCreateTime()));
        }
        return slowest;
    }

    private long begun(String tenant, Message message) {
        return Timestamps.toMillis(scene.awaitState(tenant, message.getMessageId(), MessageState.MESSAGE_STATE_SENT)
                .getAttempts(0)
                .getStartTime());
    }
}
