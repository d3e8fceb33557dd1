package dev.waypost.ingress.subscription;

import org.jspecify.annotations.Nullable;

/// What became of a delivery on a stream.
///
/// @param cause a class of failure; null when it went well
record Settled(
        String tenantId,
        String projectId,
        String deliveryId,
        Verdict verdict,
        @Nullable String cause) {
    enum Verdict {
        DONE,
        AGAIN,
        DEAD
    }
}
