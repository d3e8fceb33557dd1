package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.Timestamps;
import dev.waypost.platform.db.Db;
import dev.waypost.proto.send.v1.ContactServiceGrpc;
import dev.waypost.proto.send.v1.Contacted;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.Priority;
import dev.waypost.proto.send.v1.RecordContactsRequest;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
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
                "waypost.send.pace.meta-pair-interval", "15s",
                "waypost.send.pace.new-contacts-per-day", "7",
                "waypost.send.pace.warm-up-days", "7"));
        scene.control("POST", "accounts", "{\"provider\":\"WAHA\",\"session\":\"default\",\"accessToken\":\"token\"}");
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void a_number_sends_no_faster_than_its_provider_grants_and_loses_nothing() {
        String tenant = tenant();
        List<Message> queued = flood(tenant, 60);

        long last = queued.stream()
                .mapToLong(message -> begun(tenant, message))
                .max()
                .orElseThrow();

        // Two at once, which is what its bucket holds, and then each after a twentieth of a second.
        assertThat(last - created(queued.getFirst())).isGreaterThanOrEqualTo(58 * 50 - 10);
    }

    @Test
    void a_tenant_at_its_limit_does_not_stand_in_the_way_of_another_one() {
        String busy = tenant();
        String calm = tenant();
        List<Message> flood = flood(busy, 1200);

        for (int i = 0; i < 10; i++) {
            begun(calm, scene.send(text(calm)));
        }

        assertThat(scene.get(busy, flood.getLast().getMessageId()).getState())
                .isEqualTo(MessageState.MESSAGE_STATE_QUEUED);
        scene.service.bean(Db.class).tx(sql -> sql.update("DELETE FROM pending WHERE tenant_id = ?", busy));
    }

    @Test
    void an_urgent_message_goes_before_what_its_tenant_has_waiting() {
        String tenant = tenant();
        List<Message> flood = flood(tenant, 1200);

        begun(tenant, scene.send(text(tenant).setPriority(Priority.PRIORITY_HIGH)));

        assertThat(scene.get(tenant, flood.getLast().getMessageId()).getState())
                .isEqualTo(MessageState.MESSAGE_STATE_QUEUED);
        scene.service.bean(Db.class).tx(sql -> sql.update("DELETE FROM pending WHERE tenant_id = ?", tenant));
    }

    @Test
    void a_user_gets_a_burst_and_then_one_at_a_time_while_others_go_on() {
        String tenant = tenant();
        String to = Fixtures.phone();
        List<Message> pair = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            pair.add(scene.send(scene.text(to, "number " + i).setTenantId(tenant)));
        }
        Message over = pair.getLast();

        begun(tenant, pair.get(2));
        begun(tenant, scene.send(text(tenant)));

        assertThat(scene.get(tenant, over.getMessageId()).getState()).isEqualTo(MessageState.MESSAGE_STATE_QUEUED);
        assertThat(begun(tenant, over) - created(pair.getFirst())).isGreaterThanOrEqualTo(15_000);
        assertThat(scene.get(tenant, over.getMessageId()).getAttemptsCount()).isEqualTo(1);
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
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Timestamps.toMillis(scene.get(tenant, stranger.getMessageId())
                                        .getNextAttemptTime())
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
        List<Callable<Message>> sends = Collections.nCopies(count, () -> scene.send(text(tenant)));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Message> sent = new ArrayList<>();
            for (var future : threads.invokeAll(sends)) {
                sent.add(future.get());
            }
            return sent.stream()
                    .sorted(Comparator.comparing(NumberPaceTest::created))
                    .toList();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private SendRequest.Builder text(String tenant) {
        return scene.text(Fixtures.phone(), "x").setTenantId(tenant);
    }

    private static long created(Message message) {
        return Timestamps.toMillis(message.getCreateTime());
    }

    private long begun(String tenant, Message message) {
        return Timestamps.toMillis(scene.awaitState(tenant, message.getMessageId(), MessageState.MESSAGE_STATE_SENT)
                .getAttempts(0)
                .getStartTime());
    }
}
