package dev.waypost.config.transfer;

import java.util.List;

/// Which tenants to switch where.
///
/// @param tenantIds empty when a server is named
/// @param server host and port that the active endpoints are on; empty when tenants are named
/// @param toServer host and port that replace the server; empty for each tenant's best standby
record BulkSwitchSpec(
        List<String> tenantIds, String server, String toServer, int maxPerSecond, String cause, boolean dryRun) {}
