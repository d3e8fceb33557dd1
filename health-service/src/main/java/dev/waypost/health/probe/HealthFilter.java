package dev.waypost.health.probe;

import java.util.Set;

/// Which endpoints a list shows.
///
/// @param tenantIds only these tenants; empty for all
/// @param status only this status; empty for all
/// @param server only what leads to this host and port; empty for all
public record HealthFilter(Set<String> tenantIds, String status, String server) {}
