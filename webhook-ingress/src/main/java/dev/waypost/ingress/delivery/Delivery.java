package dev.waypost.ingress.delivery;

import org.jspecify.annotations.Nullable;

/// What a worker has to know to make one delivery; the bytes are fetched when it is made.
///
/// @param destination a project id, or [#SEND]
/// @param eventId the event it is about, or the first new event of the body
/// @param single whether it carries that event alone
public record Delivery(
        String deliveryId,
        String tenantId,
        String endpointId,
        String bodyId,
        String eventId,
        String destination,
        @Nullable String traceparent,
        boolean single) {
    /// The built-in destination of receipts: send-service.
    public static final String SEND = "@send";

    /// What takes turns: each destination of each tenant, so that a project that is slow or dead holds up no other one.
    public static String queueOf(String tenantId, String destination) {
        return tenantId + '|' + destination;
    }

    /// Both halves of no queue are empty.
    static String tenantOf(String queue) {
        return queue.substring(0, Math.max(0, queue.indexOf('|')));
    }

    static String destinationOf(String queue) {
        return queue.substring(queue.indexOf('|') + 1);
    }
}
