package dev.waypost.ingress.delivery;

import dev.waypost.configclient.TenantSnapshot;
import jakarta.inject.Singleton;
import java.util.Optional;

/// What deliveries carry: a webhook as received, or one event of it.
@Singleton
public class Contents {
    /// Why a delivery ends whose body does not open.
    public static final String UNREADABLE = "body_unreadable";

    private final Bodies bodies;
    private final SingleEvents events;

    Contents(Bodies bodies, SingleEvents events) {
        this.bodies = bodies;
        this.events = events;
    }

    /// Empty when it is not kept any more.
    public Optional<Body> of(TenantSnapshot tenant, Delivery delivery) {
        Optional<Body> received = bodies.of(delivery.tenantId(), delivery.bodyId());
        return delivery.single() ? received.flatMap(body -> events.of(tenant, delivery, body)) : received;
    }
}
