package dev.waypost.health.alert;

/// Where an alert stands.
enum AlertState {
    /// Suspected, for less than its rule asks: nobody sees it.
    PENDING,
    OPEN,
    ACKNOWLEDGED,
    CLEARED
}
