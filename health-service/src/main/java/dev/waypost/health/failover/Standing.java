package dev.waypost.health.failover;

import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.Trouble;
import java.time.Duration;

/// What is known of an endpoint's health, with ages by PostgreSQL's clock.
record Standing(
        HealthStatus status, Trouble trouble, String cause, Duration statusFor, Duration lookAge, boolean lookGood) {
    private static final Duration NEVER = Duration.ofDays(365);
    static final Standing UNKNOWN = new Standing(HealthStatus.UNKNOWN, Trouble.NONE, "", Duration.ZERO, NEVER, false);
}
