package dev.waypost.ingress.gateway;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be written about a lock, on top of what was found.
sealed interface LockChange {
    /// A lock takes the place of others, and of their names.
    ///
    /// @param ttlMillis null: as long as the tenant's policy says
    /// @param lastsMillis how long it lasts from now on
    /// @param names that lead nowhere yet
    record Make(
            String lockId,
            String gatewayId,
            String tenantId,
            String code,
            @Nullable Long ttlMillis,
            long lastsMillis,
            List<String> replaced,
            Set<String> names)
            implements LockChange {}

    /// A lock goes on, maybe under more names.
    ///
    /// @param lastsMillis how long it lasts from now on
    /// @param merged locks that turned out to be the same user's
    record Keep(String lockId, String gatewayId, long lastsMillis, List<String> merged, Set<String> names)
            implements LockChange {
        /// Whether anything but its end changes.
        boolean grows() {
            return !merged.isEmpty() || !names.isEmpty();
        }
    }
}
