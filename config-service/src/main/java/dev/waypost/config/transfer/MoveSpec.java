package dev.waypost.config.transfer;

import dev.waypost.config.endpoint.EndpointReplacement.Plan;

/// Whom to move where.
///
/// @param routing the tenant's routing policy before, which it has again after
/// @param drainMillis how long the old endpoint drains
record MoveSpec(Plan plan, String routing, long drainMillis, String cause, boolean dryRun) {}
