package dev.waypost.configclient;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Knows who is behind a name.
interface NameSource {
    /// Empty when nothing is known by that name.
    ///
    /// @throws RuntimeException when it cannot be asked
    Optional<Found> resolve(Name name);

    /// @param tenantId null for an app that no tenant uses alone
    record Found(
            @Nullable String tenantId,
            long revision,
            String endpointId,
            @Nullable App app,
            String gatewayId,
            String hubAppId) {}
}
