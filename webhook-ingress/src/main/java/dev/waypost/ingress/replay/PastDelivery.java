package dev.waypost.ingress.replay;

/// What became of an event at a destination before.
///
/// @param state `DONE`, `WAITS`, `DEAD` or `DISCARDED`
record PastDelivery(String deliveryId, String eventId, String destination, String state) {}
