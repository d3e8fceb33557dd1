package dev.waypost.send.message;

import com.google.protobuf.GeneratedMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.proto.send.v1.CancelMessageRequest;
import dev.waypost.proto.send.v1.DiscardMessagesRequest;
import dev.waypost.proto.send.v1.DiscardMessagesResponse;
import dev.waypost.proto.send.v1.ListHeldMessagesRequest;
import dev.waypost.proto.send.v1.ListHeldMessagesResponse;
import dev.waypost.proto.send.v1.RedriveMessagesRequest;
import dev.waypost.proto.send.v1.RedriveMessagesResponse;
import dev.waypost.proto.send.v1.ReleaseMessagesRequest;
import dev.waypost.proto.send.v1.ReleaseMessagesResponse;
import dev.waypost.send.request.RequestStore;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/// The contract's calls by which people decide what becomes of messages.
@Singleton
class ReviewApi {
    private static final int DEFAULT_PAGE = 50;
    private static final List<MessageState> HELD = List.of(MessageState.HELD);
    private static final List<MessageState> DEAD = List.of(MessageState.FAILED, MessageState.EXPIRED);
    private static final List<MessageState> DISCARDABLE = List.of(MessageState.HELD, MessageState.FAILED);

    private final ReviewStore store;
    private final MessageStore messages;
    private final RequestStore requests;

    ReviewApi(ReviewStore store, MessageStore messages, RequestStore requests) {
        this.store = store;
        this.messages = messages;
        this.requests = requests;
    }

    ListHeldMessagesResponse listHeld(ListHeldMessagesRequest request) {
        var filter = new MessageStore.Filter(request.getTenantId(), List.of("HELD"), null, null, null);
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        long after = request.getPageToken().isEmpty() ? -1 : PageToken.before(request.getPageToken(), filter);
        List<StoredMessage> page = store.held(request.getTenantId(), after, size + 1);
        var response = ListHeldMessagesResponse.newBuilder();
        page.stream().limit(size).map(MessageWireApi::message).forEach(response::addMessages);
        if (page.size() > size) {
            response.setNextPageToken(PageToken.of(page.get(size - 1).id(), filter));
        }
        return response.build();
    }

    ReleaseMessagesResponse release(ReleaseMessagesRequest request) {
        String tenant = request.getTenantId();
        List<String> ids = request.getMessageIdsList();
        return once("Release", tenant, request.getRequestId(), request, ReleaseMessagesResponse.parser(), sql -> {
            Set<String> done = ReviewStore.queue(sql, tenant, ids, HELD, false);
            return ReleaseMessagesResponse.newBuilder()
                    .addAllMessageIds(in(ids, done))
                    .addAllSkippedMessageIds(notIn(ids, done))
                    .build();
        });
    }

    DiscardMessagesResponse discard(DiscardMessagesRequest request) {
        String tenant = request.getTenantId();
        List<String> ids = request.getMessageIdsList();
        return once("Discard", tenant, request.getRequestId(), request, DiscardMessagesResponse.parser(), sql -> {
            Set<String> done = ReviewStore.close(
                    sql,
                    tenant,
                    ids,
                    DISCARDABLE,
                    MessageState.CANCELLED,
                    request.getCause().isBlank() ? null : request.getCause());
            return DiscardMessagesResponse.newBuilder()
                    .addAllMessageIds(in(ids, done))
                    .addAllSkippedMessageIds(notIn(ids, done))
                    .build();
        });
    }

    RedriveMessagesResponse redrive(RedriveMessagesRequest request) {
        String tenant = request.getTenantId();
        List<String> ids = request.getMessageIdsList();
        return once("Redrive", tenant, request.getRequestId(), request, RedriveMessagesResponse.parser(), sql -> {
            Set<String> done = ReviewStore.queue(sql, tenant, ids, DEAD, true);
            return RedriveMessagesResponse.newBuilder()
                    .addAllMessageIds(in(ids, done))
                    .addAllSkippedMessageIds(notIn(ids, done))
                    .build();
        });
    }

    /// Cancels what has not been given to a provider; what else there is stays as it is.
    void cancel(CancelMessageRequest request) {
        requests.once(
                new RequestStore.Asked(request.getTenantId(), request.getRequestId(), "Cancel", request.toByteArray()),
                sql -> {
                    messages.cancel(sql, request.getTenantId(), request.getMessageId());
                    return new byte[0];
                });
    }

    private interface Answer<T> {
        T run(Sql sql) throws SQLException;
    }

    private <T extends GeneratedMessage> T once(
            String method,
            String tenantId,
            String requestId,
            GeneratedMessage request,
            Parser<T> parser,
            Answer<T> work) {
        byte[] answer = requests.once(
                new RequestStore.Asked(tenantId, requestId, method, request.toByteArray()),
                sql -> work.run(sql).toByteArray());
        try {
            T answered = parser.parseFrom(answer);
            WideEvent.of("messages.reviewed")
                    .with("tenant_id", tenantId)
                    .with("action", method)
                    .with("caller", Caller.current().id())
                    .emit();
            return answered;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept answer that cannot be read", e);
        }
    }

    private static List<String> in(List<String> ids, Set<String> done) {
        return ids.stream().distinct().filter(done::contains).toList();
    }

    private static List<String> notIn(List<String> ids, Set<String> done) {
        return ids.stream().distinct().filter(id -> !done.contains(id)).toList();
    }
}
