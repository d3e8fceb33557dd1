package dev.waypost.ingress.delivery;

import dev.waypost.lanes.DestinationPolicy;
import dev.waypost.lanes.Destinations;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Duration;

/// What is known of projects: one memory for who asks for turns and who tells how a try went.
@Factory
final class DestinationsFactory {
    @Singleton
    Destinations destinations(DeliverySettings settings) {
        Duration longest = settings.retryCap();
        Duration first = settings.rest().compareTo(longest) < 0 ? settings.rest() : longest;
        var policy = new DestinationPolicy(settings.restAfter(), first, longest, settings.inFlightPerProject());
        return new Destinations(policy, Delivery::destinationOf);
    }
}
