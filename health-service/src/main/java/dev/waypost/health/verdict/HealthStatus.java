package dev.waypost.health.verdict;

/// What we hold an endpoint to be.
public enum HealthStatus {
    /// No probe has finished yet.
    UNKNOWN,
    HEALTHY,
    /// It still carries messages, but has begun to fail or is limited by the provider.
    DEGRADED,
    UNHEALTHY;

    public boolean carries() {
        return this == HEALTHY || this == DEGRADED;
    }
}
