package dev.waypost.send.message;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.proto.send.v1.CancelMessageRequest;
import dev.waypost.proto.send.v1.CancelMessageResponse;
import dev.waypost.proto.send.v1.DiscardMessagesRequest;
import dev.waypost.proto.send.v1.DiscardMessagesResponse;
import dev.waypost.proto.send.v1.GetMessageRequest;
import dev.waypost.proto.send.v1.GetMessageResponse;
import dev.waypost.proto.send.v1.ListHeldMessagesRequest;
import dev.waypost.proto.send.v1.ListHeldMessagesResponse;
import dev.waypost.proto.send.v1.ListMessagesRequest;
import dev.waypost.proto.send.v1.ListMessagesResponse;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.RedriveMessagesRequest;
import dev.waypost.proto.send.v1.RedriveMessagesResponse;
import dev.waypost.proto.send.v1.ReleaseMessagesRequest;
import dev.waypost.proto.send.v1.ReleaseMessagesResponse;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.SendResponse;
import dev.waypost.proto.send.v1.SendStreamRequest;
import dev.waypost.proto.send.v1.SendStreamResponse;
import dev.waypost.proto.send.v1.WaitFor;
import dev.waypost.proto.send.v1.WatchMessagesRequest;
import dev.waypost.proto.send.v1.WatchMessagesResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The contract's message calls.
@Singleton
class MessageApi extends MessageServiceGrpc.MessageServiceImplBase {
    private static final int DEFAULT_PAGE = 50;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final Duration LEAST_KEPT = Duration.ofMillis(100);
    private static final Duration MOST_KEPT = Duration.ofSeconds(1);

    private final Messages messages;
    private final MessageStore store;
    private final Settling settling;
    private final ReviewApi review;
    private final WatchApi watch;
    private final AcceptSettings settings;

    MessageApi(
            Messages messages,
            MessageStore store,
            Settling settling,
            ReviewApi review,
            WatchApi watch,
            AcceptSettings settings) {
        this.settings = settings;
        this.messages = messages;
        this.store = store;
        this.settling = settling;
        this.review = review;
        this.watch = watch;
    }

    @Override
    public void send(SendRequest request, StreamObserver<SendResponse> observer) {
        Messages.Accepted accepted = messages.accept(DraftApi.draft(request, Traces.currentTraceparent()));
        Replies.reply(
                observer,
                SendResponse.newBuilder()
                        .setMessage(MessageWireApi.message(awaited(accepted.message(), request.getWaitFor())))
                        .setRepeatedRequest(accepted.repeated())
                        .build());
    }

    @Override
    public StreamObserver<SendStreamRequest> sendStream(StreamObserver<SendStreamResponse> observer) {
        return new SendStreamApi(messages, observer, settings.streamInFlight());
    }

    @Override
    public void getMessage(GetMessageRequest request, StreamObserver<GetMessageResponse> observer) {
        Message message = visible(request.getTenantId(), request.getMessageId());
        Replies.reply(
                observer, GetMessageResponse.newBuilder().setMessage(message).build());
    }

    @Override
    public void listMessages(ListMessagesRequest request, StreamObserver<ListMessagesResponse> observer) {
        var filter = new MessageStore.Filter(
                request.getTenantId(),
                request.getStatesList().stream().map(MessageWireApi::name).toList(),
                ContentApi.orNull(request.getTo()),
                request.hasFromTime() ? instant(request.getFromTime()) : null,
                request.hasUntilTime() ? instant(request.getUntilTime()) : null);
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        List<StoredMessage> page = store.page(filter, PageToken.before(request.getPageToken(), filter), size + 1);
        var response = ListMessagesResponse.newBuilder();
        page.stream().limit(size).map(MessageWireApi::message).forEach(response::addMessages);
        if (page.size() > size) {
            response.setNextPageToken(PageToken.of(page.get(size - 1).id(), filter));
        }
        Replies.reply(observer, response.build());
    }

    @Override
    public void cancelMessage(CancelMessageRequest request, StreamObserver<CancelMessageResponse> observer) {
        Message before = visible(request.getTenantId(), request.getMessageId());
        review.cancel(request);
        Message after = visible(request.getTenantId(), request.getMessageId());
        if (after.getState() != MessageState.MESSAGE_STATE_CANCELLED) {
            throw Fault.of(Reason.MESSAGE_NOT_CANCELLABLE)
                    .with("message_id", before.getMessageId())
                    .with("state", after.getState().name());
        }
        Replies.reply(
                observer, CancelMessageResponse.newBuilder().setMessage(after).build());
    }

    @Override
    public void watchMessages(WatchMessagesRequest request, StreamObserver<WatchMessagesResponse> observer) {
        watch.watch(request, observer);
    }

    @Override
    public void listHeldMessages(ListHeldMessagesRequest request, StreamObserver<ListHeldMessagesResponse> observer) {
        Replies.reply(observer, review.listHeld(request));
    }

    @Override
    public void releaseMessages(ReleaseMessagesRequest request, StreamObserver<ReleaseMessagesResponse> observer) {
        Replies.reply(observer, review.release(request));
    }

    @Override
    public void discardMessages(DiscardMessagesRequest request, StreamObserver<DiscardMessagesResponse> observer) {
        Replies.reply(observer, review.discard(request));
    }

    @Override
    public void redriveMessages(RedriveMessagesRequest request, StreamObserver<RedriveMessagesResponse> observer) {
        Replies.reply(observer, review.redrive(request));
    }

    private StoredMessage awaited(StoredMessage message, WaitFor wish) {
        return switch (wish) {
            case WAIT_FOR_ACCEPTED -> awaited(message, Settling.Goal.ACCEPTED);
            case WAIT_FOR_DELIVERED -> awaited(message, Settling.Goal.DELIVERED);
            case WAIT_FOR_UNSPECIFIED, WAIT_FOR_QUEUED, UNRECOGNIZED -> message;
        };
    }

    private StoredMessage awaited(StoredMessage message, Settling.Goal goal) {
        if (!goal.isReached(message.state())) {
            settling.await(message.messageId(), goal, patience());
        }
        return store.find(message.messageId()).orElse(message);
    }

    /// Leaves enough of the caller's time for the answer to travel.
    private static Duration patience() {
        Deadline deadline = Context.current().getDeadline();
        long left = deadline == null ? LONGEST_WAIT.toMillis() : deadline.timeRemaining(TimeUnit.MILLISECONDS);
        long kept = Math.clamp(left / 5, LEAST_KEPT.toMillis(), MOST_KEPT.toMillis());
        return Duration.ofMillis(Math.clamp(left - kept, 0, LONGEST_WAIT.toMillis()));
    }

    private Message visible(String tenantId, String messageId) {
        Caller caller = Caller.current();
        return messages.find(tenantId, messageId, caller::mayActFor)
                .map(MessageWireApi::message)
                .orElseThrow(() -> Fault.of(Reason.MESSAGE_NOT_FOUND).with("message_id", messageId));
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
