package dev.waypost.health.probe;

import java.time.Duration;

/// An endpoint that is probed, and how often.
public record Watched(String tenantId, String endpointId, Duration interval) {}
