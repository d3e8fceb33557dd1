package dev.waypost.ingress.subscription;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How projects are handed their events on streams.
@ConfigurationProperties("waypost.ingress.subscriptions")
public record SubscriptionSettings(
        @Bindable(defaultValue = "100") @Doc("Deliveries under way on a stream at once that names no bound of its own.")
        int inFlight,

        @Bindable(defaultValue = "250ms") @Doc("How often a stream that has nothing to hand over looks for more.")
        Duration poll,

        @Bindable(defaultValue = "15s")
        @Doc(
                "How long a project belongs to the stream of a process that does not answer, before another stream takes over.")
        Duration lease) {
    public SubscriptionSettings {
        if (inFlight < 1 || poll.toMillis() < 1 || lease.toMillis() < 1000) {
            throw new IllegalArgumentException(
                    "waypost.ingress.subscriptions: in-flight >= 1, poll > 0s and lease >= 1s must hold");
        }
    }
}
