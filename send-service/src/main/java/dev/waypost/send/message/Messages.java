package dev.waypost.send.message;

import dev.waypost.lanes.GroupCommit;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.log.Masked;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.providers.Content;
import dev.waypost.providers.Providers;
import dev.waypost.providers.Support;
import dev.waypost.send.tenant.RoutePolicy;
import dev.waypost.send.tenant.SendingTenant;
import dev.waypost.send.tenant.Tenants;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Accepts messages: checked, written, and handed to the lanes.
@Singleton
public class Messages {
    private final Tenants tenants;
    private final Providers providers;
    private final MessageStore store;
    private final Provider<AcceptedListener> listener;
    private final GroupCommit<NewMessage, Acceptance> commits;

    /// @param listener looked up late: whoever dispatches reads messages as well
    Messages(
            Tenants tenants,
            Providers providers,
            MessageStore store,
            AcceptStore acceptStore,
            AcceptSettings settings,
            Provider<AcceptedListener> listener) {
        this.tenants = tenants;
        this.providers = providers;
        this.store = store;
        this.listener = listener;
        this.commits = new GroupCommit<>("accept", settings.batchSize(), settings.linger(), acceptStore::accept);
    }

    /// The answer to a send.
    record Accepted(StoredMessage message, boolean repeated) {}

    /// Refuses what can never be sent: an inactive tenant, no endpoint, a content that the provider cannot carry.
    SendingTenant check(
            String tenantId, Content content, boolean quoting, @Nullable String endpointWish, String recipient) {
        SendingTenant tenant = tenants.get(tenantId);
        switch (RoutePolicy.decide(tenant, endpointWish, recipient)) {
            case RoutePolicy.Route.None none ->
                throw Fault.of(Reason.valueOf(none.why().name())).with("tenant_id", tenantId);
            case RoutePolicy.Route.Through through ->
                ContentPolicy.objection(
                                content,
                                quoting,
                                providers.of(through.endpoint().access().provider()))
                        .ifPresent(Messages::refuse);
        }
        return tenant;
    }

    /// Returns when the message is durable; the same request id and body get the row of the first one.
    Accepted accept(NewMessage message) {
        long begun = System.nanoTime();
        return switch (commits.submit(message)) {
            case Acceptance.Stored stored -> {
                offer(stored, message);
                WideEvent.of("message.accepted")
                        .with("tenant_id", message.tenantId())
                        .with("message_id", message.messageId())
                        .with("to", Masked.phone(message.recipient()))
                        .with("duration_ms", Duration.ofNanos(System.nanoTime() - begun))
                        .emit();
                yield new Accepted(stored.message(), false);
            }
            case Acceptance.Known known -> {
                if (!Arrays.equals(known.message().bodyHash(), message.bodyHash())) {
                    throw Fault.of(Reason.REQUEST_ID_REUSED).with("request_id", message.requestId());
                }
                yield new Accepted(store.find(known.message().messageId()).orElse(known.message()), true);
            }
        };
    }

    /// A message, when the caller may see its tenant; foreign and missing ones look alike.
    Optional<StoredMessage> find(String tenantId, String messageId, Predicate<String> maySee) {
        return store.find(messageId)
                .filter(message -> tenantId.isEmpty() || message.tenantId().equals(tenantId))
                .filter(message -> maySee.test(message.tenantId()));
    }

    private void offer(Acceptance.Stored stored, NewMessage message) {
        if (message.sendAt() != null) {
            return;
        }
        var queued = new QueuedMessage(
                message.tenantId(),
                message.messageId(),
                message.recipient(),
                message.content(),
                message.replyTo(),
                message.endpointWish(),
                message.traceparent(),
                false);
        listener.get()
                .accepted(List.of(new WorkItem<>(
                        stored.message().id(), stored.lane(), stored.conversation(), message.tenantId(), 0, queued)));
    }

    private static void refuse(ContentPolicy.Objection objection) {
        throw switch (objection) {
            case ContentPolicy.Objection.Unsupported unsupported ->
                Fault.of(Reason.CONTENT_UNSUPPORTED)
                        .with("provider", unsupported.provider())
                        .with("type", unsupported.type())
                        .detail(unsupported.provider() + " cannot send " + unsupported.type() + ": "
                                + unsupported.detail());
            case ContentPolicy.Objection.Invalid invalid -> {
                Fault fault = Fault.of(Reason.FIELD_INVALID);
                for (Support.Violation violation : invalid.violations()) {
                    fault = fault.violation(violation.field(), violation.description());
                }
                yield fault;
            }
        };
    }

    @PreDestroy
    void close() {
        commits.close();
    }
}
