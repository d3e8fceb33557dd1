package dev.waypost.health.verdict;

import java.time.Instant;

/// One change of an endpoint's status, as it was committed.
public record VerdictChange(
        String tenantId,
        String endpointId,
        HealthStatus before,
        HealthStatus after,
        String cause,
        Trouble trouble,
        Instant time) {}
