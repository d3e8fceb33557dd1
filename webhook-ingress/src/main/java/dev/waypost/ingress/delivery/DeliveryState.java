package dev.waypost.ingress.delivery;

/// Where a delivery stands.
public enum DeliveryState {
    PENDING,
    /// Waits for its project to be switched on, or to subscribe.
    PARKED,
    DONE,
    DEAD,
    /// Given up by a person.
    DISCARDED
}
