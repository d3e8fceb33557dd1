package dev.waypost.ingress.subscription;

import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.ingress.delivery.Contents;
import dev.waypost.ingress.delivery.DeliverySettings;
import dev.waypost.ingress.event.EventStore;
import dev.waypost.ingress.replay.Rewind;
import dev.waypost.lanes.RetryPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the streams of this process work with, and which there are.
@Singleton
class Subscriptions {
    private final SubscriptionStore store;
    private final TenantSnapshots tenants;
    private final EventStore events;
    private final Contents contents;
    private final Rewind rewind;
    private final DeliverySettings deliveries;
    private final SubscriptionSettings settings;
    private final MeterRegistry meters;
    private final Set<SubscriptionStreamApi> open = ConcurrentHashMap.newKeySet();

    Subscriptions(
            SubscriptionStore store,
            TenantSnapshots tenants,
            EventStore events,
            Contents contents,
            Rewind rewind,
            DeliverySettings deliveries,
            SubscriptionSettings settings,
            MeterRegistry meters) {
        this.store = store;
        this.tenants = tenants;
        this.events = events;
        this.contents = contents;
        this.rewind = rewind;
        this.deliveries = deliveries;
        this.settings = settings;
        this.meters = meters;
        meters.gauge("waypost.ingress.subscriptions", open, Set::size);
    }

    SubscriptionStore store() {
        return store;
    }

    TenantSnapshots tenants() {
        return tenants;
    }

    EventStore events() {
        return events;
    }

    Contents contents() {
        return contents;
    }

    Rewind rewind() {
        return rewind;
    }

    SubscriptionSettings settings() {
        return settings;
    }

    RetryPolicy retries(TenantSnapshot tenant) {
        int tries = 1 + Math.max(0, tenant.policy().webhookRetries());
        return new RetryPolicy(deliveries.retryBase(), deliveries.retryCap(), tries, deliveries.retryCap());
    }

    Duration longestPause() {
        return deliveries.retryCap();
    }

    void count(boolean accepted) {
        meters.counter(
                        "waypost.ingress.delivery.attempts",
                        "destination",
                        "subscription",
                        "outcome",
                        accepted ? "success" : "refused")
                .increment();
    }

    void began(SubscriptionStreamApi stream) {
        open.add(stream);
    }

    void ended(SubscriptionStreamApi stream) {
        open.remove(stream);
    }

    @PreDestroy
    void close() {
        open.forEach(SubscriptionStreamApi::close);
    }
}
