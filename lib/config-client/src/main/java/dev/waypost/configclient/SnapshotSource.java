package dev.waypost.configclient;

import java.util.Optional;

/// A place to read a tenant's snapshot from.
interface SnapshotSource {
    /// Empty when the place does not have it.
    ///
    /// @throws RuntimeException when the place cannot be asked now
    Optional<TenantSnapshot> load(String tenantId);
}
