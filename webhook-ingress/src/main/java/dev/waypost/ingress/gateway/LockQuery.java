package dev.waypost.ingress.gateway;

import java.util.Set;

/// Which locks are asked for; empty parts ask for all.
///
/// @param visible tenants that the caller may see; empty: all
record LockQuery(String gatewayId, String tenantId, Set<String> visible) {}
