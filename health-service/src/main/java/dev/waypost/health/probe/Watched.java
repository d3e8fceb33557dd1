package dev.waypost.health.probe;

import java.time.Duration;

/// An endpoint that is probed, how often, and together with whom.
///
/// @param group names the endpoints that one call to the provider can answer for
/// @param lane where its owner is found
/// @param server host and port of its address
/// @param role its place among the tenant's endpoints
public record Watched(
        String tenantId,
        String endpointId,
        Duration interval,
        String group,
        int lane,
        String server,
        String provider,
        String role) {}
