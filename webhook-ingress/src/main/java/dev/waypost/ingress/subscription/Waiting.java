package dev.waypost.ingress.subscription;

import dev.waypost.ingress.delivery.Delivery;

/// A delivery that waits for its subscriber.
///
/// @param attempts tries that were made and refused
record Waiting(long id, String conversation, int attempts, Delivery delivery) {}
