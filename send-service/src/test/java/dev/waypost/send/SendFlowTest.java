package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.AttemptOutcome;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.DeliveryStatus;
import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.Poll;
import dev.waypost.proto.send.v1.Receipt;
import dev.waypost.proto.send.v1.RecordReceiptsRequest;
import dev.waypost.proto.send.v1.RecordReceiptsResponse;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.SendResponse;
import dev.waypost.proto.send.v1.Template;
import dev.waypost.proto.send.v1.WaitFor;
import dev.waypost.providers.ProviderKind;
import dev.waypost.send.tenant.KnownTenants;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SendFlowTest {
    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of("waypost.send.dispatch.retry-base", "10ms"));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void a_message_is_queued_given_to_the_provider_and_followed_to_read() {
        String to = Fixtures.phone();
        Message queued = scene.send(scene.text(to, "hello"));

        Message sent = scene.awaitState(queued.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        assertThat(queued.getState()).isEqualTo(MessageState.MESSAGE_STATE_QUEUED);
        assertThat(sent.getProviderMessageId()).startsWith("wamid.");
        assertThat(sent.getAttempts(0).getOutcome()).isEqualTo(AttemptOutcome.ATTEMPT_OUTCOME_ACCEPTED);
        assertThat(sent.getStatuses(0).getStatus()).isEqualTo(DeliveryStatus.DELIVERY_STATUS_ACCEPTED);
        assertThat(scene.sentTo(to)).isEqualTo(1);

        record(receipt(sent, DeliveryStatus.DELIVERY_STATUS_READ));
        RecordReceiptsResponse late = record(receipt(sent, DeliveryStatus.DELIVERY_STATUS_DELIVERED));
        Message read = scene.get(sent.getMessageId());

        assertThat(read.getState()).isEqualTo(MessageState.MESSAGE_STATE_READ);
        assertThat(late.getKept()).isEqualTo(1);
        assertThat(read.getStatusesList())
                .extracting(status -> status.getStatus(), status -> status.getApplied())
                .containsExactly(
                        tuple(DeliveryStatus.DELIVERY_STATUS_ACCEPTED, true),
                        tuple(DeliveryStatus.DELIVERY_STATUS_READ, true),
                        tuple(DeliveryStatus.DELIVERY_STATUS_DELIVERED, false));
    }

    @Test
    void a_caller_may_wait_for_the_provider_within_its_deadline() {
        Message taken = scene.send(scene.text(Fixtures.phone(), "wait").setWaitFor(WaitFor.WAIT_FOR_ACCEPTED));
        Message undelivered = scene.messages()
                .withDeadlineAfter(6, TimeUnit.SECONDS)
                .send(scene.text(Fixtures.phone(), "wait")
                        .setWaitFor(WaitFor.WAIT_FOR_DELIVERED)
                        .build())
                .getMessage();

        assertThat(taken.getState()).isEqualTo(MessageState.MESSAGE_STATE_SENT);
        assertThat(taken.getAttemptsCount()).isEqualTo(1);
        assertThat(undelivered.getState()).isEqualTo(MessageState.MESSAGE_STATE_SENT);
    }

    @Test
    void a_caller_that_waits_for_the_recipient_is_answered_by_the_receipt() throws Exception {
        SendRequest request = scene.text(Fixtures.phone(), "wait")
                .setWaitFor(WaitFor.WAIT_FOR_DELIVERED)
                .build();
        try (var caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Message> answer = caller.submit(() -> scene.messages()
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .send(request)
                    .getMessage());
            Message sent = scene.messages()
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .send(request.toBuilder()
                            .setWaitFor(WaitFor.WAIT_FOR_ACCEPTED)
                            .build())
                    .getMessage();

            assertThat(answer.isDone()).isFalse();
            record(receipt(sent, DeliveryStatus.DELIVERY_STATUS_DELIVERED));

            assertThat(answer.get(60, TimeUnit.SECONDS).getState()).isEqualTo(MessageState.MESSAGE_STATE_DELIVERED);
            assertThat(answer.get().getMessageId()).isEqualTo(sent.getMessageId());
        }
    }

    @Test
    void a_repeated_receipt_changes_nothing() {
        Message sent = sent("once");
        Receipt receipt = receipt(sent, DeliveryStatus.DELIVERY_STATUS_DELIVERED);

        record(receipt);
        record(receipt);

        assertThat(scene.get(sent.getMessageId()).getStatusesCount()).isEqualTo(2);
    }

    @Test
    void the_same_request_gets_the_same_answer_and_another_body_is_refused() throws Exception {
        SendRequest request = scene.text(Fixtures.phone(), "same").build();

        List<SendResponse> answers = atOnce(12, () -> scene.messages().send(request));
        StatusRuntimeException reused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> scene.messages()
                        .send(request.toBuilder().setTo(Fixtures.phone()).build()));

        assertThat(answers)
                .extracting(answer -> answer.getMessage().getMessageId())
                .containsOnly(answers.getFirst().getMessage().getMessageId());
        assertThat(answers).filteredOn(answer -> !answer.getRepeatedRequest()).hasSize(1);
        assertThat(reason(reused)).isEqualTo(Reason.REQUEST_ID_REUSED.name());
        scene.awaitState(answers.getFirst().getMessage().getMessageId(), MessageState.MESSAGE_STATE_SENT);
        assertThat(scene.sentTo(request.getTo())).isEqualTo(1);
    }

    @Test
    void messages_of_one_conversation_arrive_in_order() {
        String to = Fixtures.phone();
        List<Message> queued = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            queued.add(scene.send(scene.text(to, "number " + i)));
        }

        for (Message message : queued) {
            scene.awaitState(message.getMessageId(), MessageState.MESSAGE_STATE_SENT);
        }
        List<Long> ends = queued.stream()
                .map(message -> scene.get(message.getMessageId()).getAttempts(0).getEndTime())
                .map(time -> time.getSeconds() * 1_000_000 + time.getNanos() / 1000)
                .toList();

        assertThat(ends).isSorted();
        assertThat(scene.sentTo(to)).isEqualTo(10);
    }

    @Test
    void a_passing_error_is_tried_again_and_a_refusal_is_not() {
        String later = Fixtures.phone();
        String never = Fixtures.phone();
        scene.faults("""
                {"match":{"to":"%s"},"times":2,"code":131016},
                {"match":{"to":"%s"},"code":131026}""".formatted(later, never));

        Message retried =
                scene.awaitState(scene.send(scene.text(later, "a")).getMessageId(), MessageState.MESSAGE_STATE_SENT);
        Message refused =
                scene.awaitState(scene.send(scene.text(never, "b")).getMessageId(), MessageState.MESSAGE_STATE_FAILED);

        assertThat(retried.getAttemptsList())
                .extracting(attempt -> attempt.getOutcome())
                .containsExactly(
                        AttemptOutcome.ATTEMPT_OUTCOME_RETRY,
                        AttemptOutcome.ATTEMPT_OUTCOME_RETRY,
                        AttemptOutcome.ATTEMPT_OUTCOME_ACCEPTED);
        assertThat(refused.getFailure().getReason()).isEqualTo("RECIPIENT_UNREACHABLE");
        assertThat(refused.getFailure().getProviderCode()).isEqualTo("131026");
        assertThat(refused.getAttemptsCount()).isEqualTo(1);
    }

    @Test
    void an_open_outcome_is_never_repeated_and_a_receipt_settles_it() {
        String to = Fixtures.phone();
        scene.faults("{\"match\":{\"to\":\"%s\"},\"reset\":true,\"afterAccept\":true}".formatted(to));

        Message unknown = scene.awaitState(
                scene.send(scene.text(to, "maybe")).getMessageId(), MessageState.MESSAGE_STATE_UNKNOWN);
        record(receipt(unknown, DeliveryStatus.DELIVERY_STATUS_DELIVERED).toBuilder()
                .setProviderMessageId("wamid.late-" + unknown.getMessageId())
                .setMessageId(unknown.getMessageId())
                .build());
        Message settled = scene.get(unknown.getMessageId());

        assertThat(scene.sentTo(to)).isEqualTo(1);
        assertThat(unknown.getAttempts(0).getOutcome()).isEqualTo(AttemptOutcome.ATTEMPT_OUTCOME_UNKNOWN);
        assertThat(settled.getState()).isEqualTo(MessageState.MESSAGE_STATE_DELIVERED);
        assertThat(settled.getProviderMessageId()).isEqualTo("wamid.late-" + unknown.getMessageId());
        assertThat(settled.hasFailure()).isFalse();

        record(receipt(settled, DeliveryStatus.DELIVERY_STATUS_READ));
        assertThat(scene.get(unknown.getMessageId()).getState()).isEqualTo(MessageState.MESSAGE_STATE_READ);
    }

    @Test
    void a_receipt_that_is_faster_than_the_answer_is_joined() {
        Message early = scene.send(scene.text(Fixtures.phone(), "early").setSendAt(in(1)));
        String to = early.getTo();
        scene.faults("{\"match\":{\"to\":\"%s\"},\"latencyMs\":1500}".formatted(to));
        Receipt read = receipt(early, DeliveryStatus.DELIVERY_STATUS_READ).toBuilder()
                .setMessageId(early.getMessageId())
                .setProviderMessageId("wamid.early")
                .build();

        assertThat(record(read).getApplied()).isEqualTo(1);
        assertThat(scene.get(early.getMessageId()).getState()).isEqualTo(MessageState.MESSAGE_STATE_READ);
    }

    @Test
    void a_receipt_for_an_id_that_nobody_knows_waits_until_the_id_is_known() {
        Message sent = sent("orphan");
        Receipt unknown = receipt(sent, DeliveryStatus.DELIVERY_STATUS_DELIVERED).toBuilder()
                .setProviderMessageId(Fixtures.id("wamid"))
                .build();

        assertThat(record(unknown).getUnmatched()).isEqualTo(1);
        scene.service
                .bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE message_attempt SET provider_message_id = ? WHERE tenant_id = ? AND message_id = ?",
                        unknown.getProviderMessageId(),
                        scene.tenant,
                        sent.getMessageId()));

        scene.awaitState(sent.getMessageId(), MessageState.MESSAGE_STATE_DELIVERED);
    }

    @Test
    void a_broken_endpoint_holds_messages_when_the_tenant_says_so() {
        String tenant = Fixtures.tenantId();
        KnownTenants.put(tenant, ProviderKind.META_CLOUD, scene.apiUrl(), "unregistered", true, true);

        Message queued = scene.send(scene.text(Fixtures.phone(), "held").setTenantId(tenant));

        Message held = scene.awaitState(tenant, queued.getMessageId(), MessageState.MESSAGE_STATE_HELD);
        assertThat(held.getFailure().getReason()).startsWith("ENDPOINT_");
        assertThat(held.getAttempts(0).getOutcome()).isEqualTo(AttemptOutcome.ATTEMPT_OUTCOME_ENDPOINT_BROKEN);
    }

    @Test
    void a_message_whose_time_passed_expires_unsent() {
        String to = Fixtures.phone();
        scene.faults("{\"match\":{\"to\":\"%s\"},\"code\":131016,\"retryAfterSeconds\":1}".formatted(to));
        Message queued = scene.send(scene.text(to, "short")
                .setValidFor(com.google.protobuf.Duration.newBuilder().setSeconds(1)));

        Message expired = scene.awaitState(queued.getMessageId(), MessageState.MESSAGE_STATE_EXPIRED);

        assertThat(expired.getAttemptsList())
                .allSatisfy(
                        attempt -> assertThat(attempt.getOutcome()).isEqualTo(AttemptOutcome.ATTEMPT_OUTCOME_RETRY));
        assertThat(scene.sentTo(to)).isZero();
    }

    @Test
    void what_cannot_be_sent_is_refused_with_its_reason() {
        String unspoken = Fixtures.tenantId();
        String suspended = Fixtures.tenantId();
        KnownTenants.put(unspoken, ProviderKind.WAHA, scene.apiUrl(), "x");
        KnownTenants.put(suspended, ProviderKind.META_CLOUD, scene.apiUrl(), "x", false, false);
        SendRequest.Builder good = scene.text(Fixtures.phone(), "x");

        assertThat(refusal(good.clone().setTo("nobody"))).isEqualTo("PHONE_NUMBER_INVALID");
        assertThat(refusal(good.clone()
                        .setTenantId(unspoken)
                        .setContent(Content.newBuilder()
                                .setTemplate(
                                        Template.newBuilder().setName("hello").setLanguage("en")))))
                .isEqualTo("CONTENT_UNSUPPORTED");
        assertThat(refusal(good.clone().setTenantId(suspended))).isEqualTo("TENANT_SUSPENDED");
        assertThat(refusal(good.clone().setTenantId(Fixtures.tenantId()))).isEqualTo("TENANT_NOT_FOUND");
        assertThat(refusal(good.clone().setEndpointId("elsewhere"))).isEqualTo("ENDPOINT_NOT_FOUND");
        assertThat(refusal(scene.text(Fixtures.phone(), "x".repeat(4097)))).isEqualTo("FIELD_INVALID");
        assertThat(refusal(good.clone()
                        .setContent(Content.newBuilder()
                                .setPoll(Poll.newBuilder().setQuestion("?").addOptions("a")))))
                .isEqualTo("CONTENT_UNSUPPORTED");
    }

    @Test
    void foreign_and_missing_messages_look_alike() {
        Message mine = sent("mine");

        for (GetMessageRequest request : List.of(
                GetMessageRequest.newBuilder()
                        .setTenantId(Fixtures.tenantId())
                        .setMessageId(mine.getMessageId())
                        .build(),
                GetMessageRequest.newBuilder()
                        .setTenantId(scene.tenant)
                        .setMessageId("msg_nope")
                        .build())) {
            assertThat(reason(catchThrowableOfType(
                            StatusRuntimeException.class, () -> scene.messages().getMessage(request))))
                    .isEqualTo("MESSAGE_NOT_FOUND");
        }
        assertThat(record(receipt(mine, DeliveryStatus.DELIVERY_STATUS_READ).toBuilder()
                                .setTenantId(Fixtures.tenantId())
                                .build())
                        .getUnmatched())
                .isEqualTo(1);
        assertThat(scene.get(mine.getMessageId()).getState()).isEqualTo(MessageState.MESSAGE_STATE_SENT);
    }

    private Message sent(String text) {
        return scene.awaitState(
                scene.send(scene.text(Fixtures.phone(), text)).getMessageId(), MessageState.MESSAGE_STATE_SENT);
    }

    private RecordReceiptsResponse record(Receipt receipt) {
        return scene.receipts()
                .recordReceipts(
                        RecordReceiptsRequest.newBuilder().addReceipts(receipt).build());
    }

    private static Receipt receipt(Message message, DeliveryStatus status) {
        return Receipt.newBuilder()
                .setTenantId(message.getTenantId())
                .setEndpointId("ep-" + message.getTenantId())
                .setProviderMessageId(
                        message.getProviderMessageId().isEmpty() ? "wamid.none" : message.getProviderMessageId())
                .setStatus(status)
                .setReceiveTime(in(0))
                .setEventId(Fixtures.id("evt"))
                .build();
    }

    private static Timestamp in(long seconds) {
        return Timestamp.newBuilder()
                .setSeconds(Instant.now().getEpochSecond() + seconds)
                .build();
    }

    private String refusal(SendRequest.Builder request) {
        return reason(catchThrowableOfType(StatusRuntimeException.class, () -> scene.send(request)));
    }

    private static String reason(StatusRuntimeException failure) {
        return Objects.requireNonNull(StatusProto.fromThrowable(failure)).getDetailsList().stream()
                .filter(detail -> detail.is(ErrorInfo.class))
                .map(detail -> {
                    try {
                        return detail.unpack(ErrorInfo.class).getReason();
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .findFirst()
                .orElse("none");
    }

    private static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                futures.add(threads.submit(call));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> future : futures) {
                answers.add(future.get());
            }
            return answers;
        }
    }
}
