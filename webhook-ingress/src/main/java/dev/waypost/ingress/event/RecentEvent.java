package dev.waypost.ingress.event;

import dev.waypost.providers.InboundEvent;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event as it was committed a moment ago; says the same as its row.
///
/// @param receivedAt the time of the commit, as PostgreSQL has it
public record RecentEvent(String tenantId, String eventId, String endpointId, InboundEvent event, Instant receivedAt) {
    /// Whether the row has every one of its values as they are here: times finer than a microsecond are rounded there.
    public boolean isAsStored() {
        @Nullable Instant time = event.providerTime();
        return time == null || time.getNano() % 1_000 == 0;
    }

    /// Empty for what says nothing of a message of ours.
    public Optional<StatusEvent> status() {
        if (event.kind() != InboundEvent.Kind.STATUS || event.providerMessageId() == null || event.status() == null) {
            return Optional.empty();
        }
        return Optional.of(new StatusEvent(
                tenantId,
                eventId,
                endpointId,
                event.providerMessageId(),
                event.status(),
                event.errorCode(),
                event.errorTitle(),
                event.callbackData(),
                event.providerTime(),
                receivedAt));
    }

    public SingleEvent single() {
        return new SingleEvent(
                tenantId,
                eventId,
                endpointId,
                event.kind().name(),
                event.type(),
                event.dedupeKey(),
                event.phoneNumberId(),
                event.user(),
                event.providerMessageId(),
                event.replyTo(),
                event.status(),
                event.errorCode(),
                event.errorTitle(),
                event.callbackData(),
                event.providerTime(),
                receivedAt);
    }
}
