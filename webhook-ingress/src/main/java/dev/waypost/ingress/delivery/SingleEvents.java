package dev.waypost.ingress.delivery;

import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.ingress.event.EventStore;
import dev.waypost.ingress.event.RecentEvent;
import dev.waypost.ingress.event.SingleEvent;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.providers.ProviderKind;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The bodies of deliveries that carry one event: from memory when it was received here, else what is stored of many of
/// them is read in one statement.
@Singleton
class SingleEvents {
    private final RecentEvents recent;
    private final GroupCommit<Delivery, Optional<SingleEvent>> reads;

    SingleEvents(EventStore store, RecentEvents recent) {
        this.recent = recent;
        this.reads = new GroupCommit<>("single-events", 128, Duration.ofMillis(1), batch -> read(store, batch));
    }

    /// The same bytes for every try.
    ///
    /// @param received the body that the event came in
    Optional<Body> of(TenantSnapshot tenant, Delivery delivery, Body received) {
        return recent.of(delivery)
                .map(RecentEvent::single)
                .or(() -> reads.submit(delivery))
                .map(event -> new Body(
                        "application/json",
                        null,
                        EventDocument.write(event, provider(tenant, event.endpointId()), received.bytes())));
    }

    /// A number of the hub that no endpoint speaks for is Meta's.
    private static ProviderKind provider(TenantSnapshot tenant, String endpointId) {
        return tenant.endpoint(endpointId)
                .flatMap(endpoint -> Arrays.stream(ProviderKind.values())
                        .filter(kind -> kind.name().equals(endpoint.provider()))
                        .findFirst())
                .orElse(ProviderKind.META_CLOUD);
    }

    private static List<Optional<SingleEvent>> read(EventStore store, List<Delivery> batch) {
        Map<String, SingleEvent> found = store.single(
                batch.stream().map(Delivery::tenantId).toList(),
                batch.stream().map(Delivery::eventId).toList());
        return batch.stream()
                .map(delivery -> Optional.ofNullable(found.get(delivery.eventId())))
                .toList();
    }

    @PreDestroy
    void close() {
        reads.close();
    }
}
