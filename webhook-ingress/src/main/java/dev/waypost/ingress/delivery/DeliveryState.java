package dev.waypost.ingress.delivery;

/// Where a delivery stands.
public enum DeliveryState {
    PENDING,
    DONE,
    DEAD,
    /// Given up by a person.
    DISCARDED
}
