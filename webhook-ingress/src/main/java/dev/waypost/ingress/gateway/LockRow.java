package dev.waypost.ingress.gateway;

import java.time.Instant;
import java.util.List;

/// A lock as people see it.
///
/// @param names of its user, the latest first
record LockRow(
        String lockId,
        String gatewayId,
        List<String> names,
        String tenantId,
        String code,
        Instant createdAt,
        Instant lastEventAt,
        Instant expiresAt) {
    String user() {
        return UserNames.shown(names);
    }
}
