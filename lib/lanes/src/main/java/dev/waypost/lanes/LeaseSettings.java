package dev.waypost.lanes;

import java.time.Duration;

/// How long a worker owns its lanes without a sign of life, and how often it gives one.
public record LeaseSettings(Duration lease, Duration renew) {
    public LeaseSettings {
        if (renew.isNegative() || renew.isZero() || renew.multipliedBy(2).compareTo(lease) > 0) {
            throw new IllegalArgumentException("renew must be positive and at most half the lease");
        }
    }

    public static LeaseSettings defaults() {
        return new LeaseSettings(Duration.ofSeconds(15), Duration.ofMillis(2500));
    }
}
