package dev.waypost.ingress.delivery;

import dev.waypost.ingress.event.EventStore;
import dev.waypost.ingress.event.RecentEvent;
import dev.waypost.ingress.event.StatusEvent;
import dev.waypost.lanes.Destinations;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.lanes.RetryPolicy;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Delivers statuses to send-service, many in one call. It is ours, so it is tried until it works.
@Singleton
class ReceiptDelivery {
    /// @param known what was received here a moment ago; empty where the store has to be asked
    private record Asked(Delivery delivery, @Nullable String traceparent, Optional<StatusEvent> known) {}

    private static final RetryPolicy RETRIES =
            new RetryPolicy(Duration.ofMillis(250), Duration.ofSeconds(30), Integer.MAX_VALUE, Duration.ofSeconds(30));

    private final EventStore events;
    private final RecentEvents recent;
    private final Destinations destinations;
    private final ReceiptApi api;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final GroupCommit<Asked, Boolean> calls;

    ReceiptDelivery(EventStore events, RecentEvents recent, ReceiptApi api, Destinations destinations) {
        this.recent = recent;
        this.destinations = destinations;
        this.events = events;
        this.api = api;
        this.calls = new GroupCommit<>("receipts", 256, Duration.ofMillis(2), this::tell);
    }

    Tried deliver(Delivery delivery, int attempts) {
        // Those under way together go in one call.
        destinations.allow(Delivery.SEND, Integer.MAX_VALUE, 0);
        try {
            Optional<StatusEvent> known = recent.of(delivery).flatMap(RecentEvent::status);
            return calls.submit(new Asked(delivery, Traces.currentTraceparent(), known))
                    ? new Tried.Done(null)
                    : new Tried.Dead(null, "event_missing");
        } catch (Fault fault) {
            // The batcher has taken the batch apart by then: this receipt alone is what send-service refuses.
            if (fault.reason() == Reason.FIELD_INVALID) {
                return new Tried.Dead(null, fault.reason().name());
            }
            return again(attempts, fault);
        }
    }

    private Tried again(int attempts, Fault fault) {
        String cause = fault.reason().name();
        return switch (RETRIES.decide(attempts + 1, fault.retryAfter(), random)) {
            case RetryPolicy.Decision.Again again -> new Tried.Again(again.after(), null, cause);
            case RetryPolicy.Decision.Exhausted exhausted -> new Tried.Dead(null, cause);
        };
    }

    private List<Boolean> tell(List<Asked> batch) {
        Map<String, StatusEvent> statuses = statuses(batch);
        var told = new ArrayList<ReceiptApi.Told>(batch.size());
        for (Asked asked : batch) {
            Optional.ofNullable(statuses.get(asked.delivery().eventId()))
                    .ifPresent(status -> told.add(new ReceiptApi.Told(status, asked.traceparent())));
        }
        if (!told.isEmpty()) {
            api.record(told);
        }
        return batch.stream()
                .map(asked -> statuses.containsKey(asked.delivery().eventId()))
                .toList();
    }

    private Map<String, StatusEvent> statuses(List<Asked> batch) {
        List<Delivery> unknown = batch.stream()
                .filter(asked -> asked.known().isEmpty())
                .map(Asked::delivery)
                .toList();
        Map<String, StatusEvent> statuses = unknown.isEmpty()
                ? new HashMap<>()
                : events.statuses(
                        unknown.stream().map(Delivery::tenantId).toList(),
                        unknown.stream().map(Delivery::eventId).toList());
        batch.forEach(asked -> asked.known().ifPresent(status -> statuses.put(status.eventId(), status)));
        return statuses;
    }

    @PreDestroy
    void close() {
        calls.close();
    }
}
