package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.proto.send.v1.CancelMessageRequest;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaitingMessagesTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String LATER =
            "{\"match\":{\"to\":\"%s\"},\"code\":131016,\"retryAfterSeconds\":3600,\"times\":1}";

    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of("waypost.send.dispatch.retry-base", "50ms"));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void what_is_sent_to_a_user_waits_behind_what_is_to_be_tried_again() {
        String to = Fixtures.phone();
        scene.faults(LATER.formatted(to.substring(1)));
        String first = scene.send(scene.text(to, "first")).getMessageId();
        await().atMost(SOON).until(() -> tries(first) == 1);

        String second = scene.send(scene.text(to, "second")).getMessageId();
        String other = scene.send(scene.text(Fixtures.phone(), "x")).getMessageId();

        scene.awaitState(other, MessageState.MESSAGE_STATE_SENT);
        assertThat(tries(second)).isZero();
        assertThat(scene.sentTo(to)).isZero();
        scene.faults("");
    }

    private int tries(String messageId) {
        return scene.get(messageId).getAttemptsCount();
    }

    /// What a killed process leaves behind: a row that says that a try began, and no word of how it ended.
    @Test
    void a_try_that_a_dead_process_began_is_never_made_again() {
        String to = Fixtures.phone();
        Message queued = scene.send(scene.text(to, "crash").setSendAt(in(3600)));
        scene.service
                .bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE pending SET begun = true, attempts = 1, due_time = now()"
                                + " WHERE tenant_id = ? AND message_id = ?",
                        scene.tenant,
                        queued.getMessageId()));

        Message unknown = scene.awaitState(queued.getMessageId(), MessageState.MESSAGE_STATE_UNKNOWN);

        assertThat(unknown.getFailure().getReason()).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(scene.sentTo(to)).isZero();
    }

    @Test
    void a_try_that_a_dead_process_began_is_not_made_again_either_when_no_endpoint_is_found_at_first() {
        String to = Fixtures.phone();
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId);
        Message queued = scene.send(scene.text(to, "crash").setTenantId(tenant).setSendAt(in(3600)));
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), scene.phoneNumberId, false, false);
        scene.service
                .bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE pending SET begun = true, attempts = 1, due_time = now()"
                                + " WHERE tenant_id = ? AND message_id = ?",
                        tenant,
                        queued.getMessageId()));

        scene.awaitState(tenant, queued.getMessageId(), MessageState.MESSAGE_STATE_UNKNOWN);

        assertThat(scene.sentTo(to)).isZero();
    }

    @Test
    void messages_are_listed_newest_first_in_pages_of_their_tenant() {
        String to = Fixtures.phone();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(scene.send(scene.text(to, "page")).getMessageId());
        }
        var filter = ListMessagesRequest.newBuilder()
                .setTenantId(scene.tenant)
                .setTo(to)
                .setPageSize(2);

        List<String> listed = new ArrayList<>();
        String token = "";
        do {
            var page = scene.messages().listMessages(filter.setPageToken(token).build());
            page.getMessagesList().forEach(message -> listed.add(message.getMessageId()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(listed).containsExactlyElementsOf(ids.reversed());
        assertThat(reason(catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> scene.messages()
                                .listMessages(filter.setPageToken("nonsense").build()))))
                .isEqualTo("PAGE_TOKEN_INVALID");
    }

    @Test
    void a_message_that_is_tried_again_keeps_its_place() {
        String to = Fixtures.phone();
        scene.faults("{\"match\":{\"to\":\"%s\"},\"times\":2,\"code\":131016}".formatted(to));
        List<Message> queued = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            queued.add(scene.send(scene.text(to, "number " + i)));
        }

        List<Long> ends = queued.stream()
                .map(message -> scene.awaitState(message.getMessageId(), MessageState.MESSAGE_STATE_SENT))
                .map(message ->
                        message.getAttempts(message.getAttemptsCount() - 1).getEndTime())
                .map(time -> time.getSeconds() * 1_000_000 + time.getNanos() / 1000)
                .toList();

        assertThat(ends).isSorted();
        assertThat(scene.sentTo(to)).isEqualTo(5);
    }

    @Test
    void a_message_that_waits_can_be_cancelled_and_is_then_never_sent() {
        String to = Fixtures.phone();
        Message queued = scene.send(scene.text(to, "later").setSendAt(in(3600)));
        Message sent = sent("gone");

        Message cancelled = scene.messages().cancelMessage(cancel(queued)).getMessage();
        StatusRuntimeException tooLate = catchThrowableOfType(
                StatusRuntimeException.class, () -> scene.messages().cancelMessage(cancel(sent)));

        assertThat(cancelled.getState()).isEqualTo(MessageState.MESSAGE_STATE_CANCELLED);
        assertThat(reason(tooLate)).isEqualTo("MESSAGE_NOT_CANCELLABLE");
        assertThat(scene.sentTo(to)).isZero();
    }

    private static CancelMessageRequest cancel(Message message) {
        return CancelMessageRequest.newBuilder()
                .setTenantId(message.getTenantId())
                .setRequestId(Fixtures.id("req"))
                .setMessageId(message.getMessageId())
                .build();
    }

    private Message sent(String text) {
        return scene.awaitState(
                scene.send(scene.text(Fixtures.phone(), text)).getMessageId(), MessageState.MESSAGE_STATE_SENT);
    }

    private static Timestamp in(long seconds) {
        return Timestamp.newBuilder()
                .setSeconds(Instant.now().getEpochSecond() + seconds)
                .build();
    }

    private static String reason(StatusRuntimeException failure) {
        return FaultStatus.of(failure).reason().name();
    }
}
