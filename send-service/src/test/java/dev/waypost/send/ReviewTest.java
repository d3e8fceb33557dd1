package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.CancelMessageRequest;
import dev.waypost.proto.send.v1.DiscardMessagesRequest;
import dev.waypost.proto.send.v1.ListHeldMessagesRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.RedriveMessagesRequest;
import dev.waypost.proto.send.v1.ReleaseMessagesRequest;
import dev.waypost.proto.send.v1.ReleaseMessagesResponse;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.send.tenant.Tenants;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What people, and the tenant's rules, make of messages that did not go by themselves.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReviewTest {
    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of(
                "waypost.send.dispatch.retry-base",
                "10ms",
                "waypost.send.dispatch.unknown-after",
                "1ms",
                "waypost.send.dispatch.unknown-look",
                "100ms"));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void held_messages_are_listed_released_and_sent_in_their_order() {
        String tenant = holding();
        List<String> held = new ArrayList<>();
        String to = Fixtures.phone();
        for (int i = 0; i < 5; i++) {
            held.add(held(tenant, to));
        }

        assertThat(listed(tenant, 2)).containsExactlyElementsOf(held);
        works(tenant);
        var release = ReleaseMessagesRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(Fixtures.id("req"))
                .addAllMessageIds(held)
                .addMessageIds("msg_nobody")
                .build();
        ReleaseMessagesResponse released = scene.messages().releaseMessages(release);

        assertThat(released.getMessageIdsList()).containsExactlyElementsOf(held);
        assertThat(released.getSkippedMessageIdsList()).containsExactly("msg_nobody");
        held.forEach(id -> scene.awaitState(tenant, id, MessageState.MESSAGE_STATE_SENT));
        assertThat(scene.messages().releaseMessages(release)).isEqualTo(released);
        assertThat(listed(tenant, 2)).isEmpty();
        assertThat(scene.sentTo(to)).isEqualTo(5);
        assertThat(sendTimes(tenant, held)).isSorted();
        Message sent = scene.awaitState(tenant, held.getFirst(), MessageState.MESSAGE_STATE_SENT);
        assertThat(sent.hasFailure()).isFalse();
        assertThat(sent.getAttemptsList())
                .extracting(attempt -> attempt.getNumber())
                .containsExactly(1, 2);
    }

    @Test
    void a_request_id_belongs_to_one_request() {
        String tenant = holding();
        String held = held(tenant, Fixtures.phone());
        var release = ReleaseMessagesRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(Fixtures.id("req"))
                .addMessageIds("msg_nobody");

        scene.messages().releaseMessages(release.build());

        assertThat(FaultStatus.of(catchThrowableOfType(
                                StatusRuntimeException.class,
                                () -> scene.messages()
                                        .releaseMessages(
                                                release.addMessageIds(held).build())))
                        .reason()
                        .name())
                .isEqualTo("REQUEST_ID_REUSED");
    }

    @Test
    void discarded_and_cancelled_messages_are_never_sent() {
        String tenant = holding();
        String to = Fixtures.phone();
        String discarded = held(tenant, to);
        String cancelled = held(tenant, to);

        var answer = scene.messages()
                .discardMessages(DiscardMessagesRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .addMessageIds(discarded)
                        .build());
        scene.messages()
                .cancelMessage(CancelMessageRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .setMessageId(cancelled)
                        .build());
        works(tenant);
        var late = scene.messages()
                .releaseMessages(ReleaseMessagesRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .addMessageIds(discarded)
                        .addMessageIds(cancelled)
                        .build());

        assertThat(answer.getMessageIdsList()).containsExactly(discarded);
        assertThat(late.getMessageIdsList()).isEmpty();
        assertThat(listed(tenant, 10)).isEmpty();
        scene.awaitState(tenant, discarded, MessageState.MESSAGE_STATE_CANCELLED);
        scene.awaitState(tenant, cancelled, MessageState.MESSAGE_STATE_CANCELLED);
        assertThat(scene.sentTo(to)).isZero();
    }

    @Test
    void a_failed_message_is_redriven_and_nobody_else_may() {
        String to = Fixtures.phone();
        scene.faults("{\"match\":{\"to\":\"%s\"},\"times\":1,\"code\":131026}".formatted(to));
        String failed = scene.send(scene.text(to, "again")).getMessageId();
        scene.awaitState(failed, MessageState.MESSAGE_STATE_FAILED);
        var redrive = RedriveMessagesRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .addMessageIds(failed);

        var foreign = scene.messages()
                .redriveMessages(redrive.setTenantId(Fixtures.tenantId()).build());
        var mine = scene.messages()
                .redriveMessages(redrive.setTenantId(scene.tenant).build());

        assertThat(foreign.getSkippedMessageIdsList()).containsExactly(failed);
        assertThat(mine.getMessageIdsList()).containsExactly(failed);
        scene.awaitState(failed, MessageState.MESSAGE_STATE_SENT);
        assertThat(scene.sentTo(to)).isEqualTo(1);
    }

    @Test
    void what_becomes_of_an_open_outcome_is_the_tenant_s_wish() {
        for (var rule : Tenants.UnknownRule.values()) {
            String tenant = Fixtures.tenantId();
            String to = Fixtures.phone();
            KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
            KnownTenants.whenUnknown(tenant, rule);
            scene.faults("{\"match\":{\"to\":\"%s\"},\"times\":1,\"reset\":true,\"afterAccept\":true}".formatted(to));

            String id = scene.send(scene.text(to, "maybe").setTenantId(tenant)).getMessageId();

            switch (rule) {
                case KEEP -> {
                    scene.awaitState(tenant, id, MessageState.MESSAGE_STATE_UNKNOWN);
                    await().atMost(Duration.ofSeconds(10)).until(() -> aside(tenant) == 0);
                    scene.awaitState(tenant, id, MessageState.MESSAGE_STATE_UNKNOWN);
                    assertThat(scene.sentTo(to)).isEqualTo(1);
                }
                case FAIL -> {
                    scene.awaitState(tenant, id, MessageState.MESSAGE_STATE_FAILED);
                    assertThat(scene.sentTo(to)).isEqualTo(1);
                }
                case RESEND -> {
                    scene.awaitState(tenant, id, MessageState.MESSAGE_STATE_SENT);
                    assertThat(scene.sentTo(to)).isEqualTo(2);
                }
            }
        }
    }

    private long aside(String tenant) {
        return scene.service
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM aside WHERE tenant_id = ?", row -> row.longValue("n"), tenant))
                .orElseThrow();
    }

    /// A tenant whose endpoint is broken, and whose messages are then held.
    private String holding() {
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), "unregistered", true, true);
        return tenant;
    }

    private void works(String tenant) {
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId, true, true);
    }

    private String held(String tenant, String to) {
        String id = scene.send(scene.text(to, "held").setTenantId(tenant)).getMessageId();
        scene.awaitState(tenant, id, MessageState.MESSAGE_STATE_HELD);
        return id;
    }

    private List<String> listed(String tenant, int size) {
        List<String> ids = new ArrayList<>();
        String token = "";
        do {
            var page = scene.messages()
                    .listHeldMessages(ListHeldMessagesRequest.newBuilder()
                            .setTenantId(tenant)
                            .setPageSize(size)
                            .setPageToken(token)
                            .build());
            page.getMessagesList().forEach(message -> ids.add(message.getMessageId()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return ids;
    }

    private List<Long> sendTimes(String tenant, List<String> ids) {
        return ids.stream()
                .map(id -> scene.awaitState(tenant, id, MessageState.MESSAGE_STATE_SENT)
                        .getAttempts(1)
                        .getEndTime())
                .map(time -> time.getSeconds() * 1_000_000 + time.getNanos() / 1000)
                .toList();
    }
}
