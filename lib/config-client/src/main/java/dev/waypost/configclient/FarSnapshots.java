package dev.waypost.configclient;

import java.util.Optional;

/// config-service itself, which reads what is committed.
interface FarSnapshots {
    /// Empty when the tenant does not exist.
    ///
    /// @throws RuntimeException when it cannot be asked
    Optional<Sized> load(String tenantId);
}
