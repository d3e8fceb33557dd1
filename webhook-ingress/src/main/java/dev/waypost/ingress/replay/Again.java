package dev.waypost.ingress.replay;

/// A delivery that a replay makes.
///
/// @param lane who works on it
/// @param single whether it carries the event alone
/// @param parked whether it waits for its project
record Again(
        String deliveryId,
        PastEvent event,
        String destination,
        String conversation,
        int lane,
        boolean single,
        boolean parked) {}
