package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Tries are an hour apart here: what goes sooner goes because the way was changed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteWaitTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int USERS = 8;

    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(
                Map.of("waypost.send.dispatch.retry-base", "1h", "waypost.send.dispatch.retry-cap", "1h"));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void what_the_first_endpoint_failed_goes_through_the_standby_at_once_and_in_order() {
        String first = scene.phoneNumberId;
        String standby = Fixtures.phoneNumberId();
        scene.account(standby);
        String tenant = Fixtures.tenantId();
        KnownTenants.standby(tenant, scene.apiUrl(), first, standby, true);
        scene.faults("{\"match\":{\"phoneNumberId\":\"%s\"},\"code\":131016}".formatted(first));
        List<String> earlier = new ArrayList<>();
        List<String> later = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            String to = Fixtures.phone();
            earlier.add(send(tenant, to));
            later.add(send(tenant, to));
        }
        String scheduled = scene.send(scene.text(Fixtures.phone(), "tomorrow")
                        .setTenantId(tenant)
                        .setSendAt(Timestamp.newBuilder()
                                .setSeconds(Instant.now().plusSeconds(1800).getEpochSecond())))
                .getMessageId();
        awaitTried(tenant, earlier);

        KnownTenants.standby(tenant, scene.apiUrl(), first, standby, false);

        for (int i = 0; i < USERS; i++) {
            Message before = sent(tenant, earlier.get(i));
            Message after = sent(tenant, later.get(i));
            assertThat(taken(before)).isBeforeOrEqualTo(taken(after));
            assertThat(before.getAttempts(before.getAttemptsCount() - 1).getEndpointId())
                    .isEqualTo("ep-" + standby);
        }
        assertThat(scene.get(tenant, scheduled).getState()).isEqualTo(MessageState.MESSAGE_STATE_QUEUED);
        assertThat(scene.get(tenant, scheduled).getAttemptsCount()).isZero();
    }

    @Test
    void what_a_wrong_number_failed_goes_when_the_endpoint_is_put_right() {
        String wrong = Fixtures.phoneNumberId();
        String right = Fixtures.phoneNumberId();
        scene.account(wrong);
        scene.account(right);
        scene.faults("{\"match\":{\"phoneNumberId\":\"%s\"},\"code\":190}".formatted(wrong));
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), wrong);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            messages.add(send(tenant, Fixtures.phone()));
        }
        awaitTried(tenant, messages);

        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), right);

        messages.forEach(id -> sent(tenant, id));
    }

    private String send(String tenant, String to) {
        return scene.send(scene.text(to, "either").setTenantId(tenant)).getMessageId();
    }

    /// An attempt is there with the row that waits: both are written at once.
    private void awaitTried(String tenant, List<String> messages) {
        await().atMost(SOON)
                .until(() ->
                        messages.stream().allMatch(id -> scene.get(tenant, id).getAttemptsCount() > 0));
    }

    private Message sent(String tenant, String id) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(scene.get(tenant, id).getState()).isEqualTo(MessageState.MESSAGE_STATE_SENT));
        return scene.get(tenant, id);
    }

    private static Instant taken(Message message) {
        Timestamp time = message.getAttempts(message.getAttemptsCount() - 1).getStartTime();
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
