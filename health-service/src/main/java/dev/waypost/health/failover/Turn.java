package dev.waypost.health.failover;

/// The right to decide about a tenant's traffic, until somebody takes a newer one.
///
/// @param version of the reasons to decide: when it has grown meanwhile, somebody decides again at once
record Turn(String tenantId, long epoch, long version) {}
