package dev.waypost.ingress.delivery;

import dev.waypost.ingress.cache.Caches;
import dev.waypost.ingress.event.RecentEvent;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Events for the deliveries that say what is in them: receipts, and those of projects that get events by themselves.
///
/// An event is stored with the day that its provider names, which a delivery does not know: to read it is to look into
/// every day that is kept.
@Singleton
public class RecentEvents {
    private static final long MOST_BYTES = 8L * 1024 * 1024;
    /// Of the fields beside the texts, which are parts of the event's JSON.
    private static final int FIELDS = 512;

    private final Remembered<String, RecentEvent> recent;

    RecentEvents(Caches caches) {
        this.recent = new Remembered<>(
                "events",
                MOST_BYTES,
                (id, kept) -> FIELDS
                        + 2 * Math.max(0, kept.event().end() - kept.event().start()),
                caches);
    }

    /// Keeps an event that was just committed, for the first try of each of its deliveries.
    public void remember(RecentEvent event, int deliveries) {
        if (event.isAsStored()) {
            recent.put(event.eventId(), event, deliveries);
        }
    }

    Optional<RecentEvent> of(Delivery delivery) {
        return recent.ask(delivery.eventId());
    }
}
