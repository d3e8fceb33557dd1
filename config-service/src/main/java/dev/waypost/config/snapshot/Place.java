package dev.waypost.config.snapshot;

import dev.waypost.config.credential.SealedSecret;
import org.jspecify.annotations.Nullable;

/// Who is behind a name, and at which revision.
///
/// @param tenantId empty for an app that no tenant uses alone
/// @param endpointId empty when the name is not an endpoint's
/// @param gatewayId empty when the endpoint speaks for its tenant alone
/// @param hubAppId the app that the hub has a number of this tenant, or a business account, under; empty for other
/// names
/// @param database tells this database from every other
record Place(
        String tenantId,
        long revision,
        String endpointId,
        String gatewayId,
        @Nullable Webhooks app,
        String hubAppId,
        String database) {
    /// What is needed to check an app's webhooks. Sealed.
    record Webhooks(
            String appId,
            @Nullable SealedSecret appSecret,
            @Nullable SealedSecret verifyToken) {}
}
