package dev.waypost.ingress.gateway;

import org.jspecify.annotations.Nullable;

/// A lock as it was read. Another tenant means another `lockId`.
///
/// @param code of the deep link that made it; empty when a person did
/// @param ttlMillis how long it lasts without a message; null: as long as the tenant's policy says
/// @param live whether it had not expired when it was read
record Held(
        String lockId,
        String tenantId,
        String code,
        @Nullable Long ttlMillis,
        boolean live) {}
