package dev.waypost.send.pace;

import java.time.Duration;

/// Knows the limits that a message has to keep.
public final class PacePolicy {
    private PacePolicy() {}

    /// The tenant's own limit: a whole window's messages at once, then as steadily as they come back.
    public static Bucket tenant(String tenantId, int limit, Duration window) {
        return Bucket.of("tenant:" + tenantId, limit, window, limit);
    }
}
