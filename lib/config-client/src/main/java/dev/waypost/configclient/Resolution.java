package dev.waypost.configclient;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who is behind a name.
///
/// @param tenant null for an app that no tenant uses alone
/// @param endpointId the endpoint behind the name; empty when there is none
/// @param app the app behind the name, for [Name.App] and [Name.VerifyToken]
/// @param hubAppId the app that the hub has a number of this tenant, or a business account, under; empty for other
/// names
/// @param gatewayId the gateway that the endpoint speaks for or the code is of; empty when there is none
public record Resolution(
        @Nullable TenantSnapshot tenant,
        String endpointId,
        @Nullable App app,
        String gatewayId,
        String hubAppId) {
    /// The endpoint behind the name, where there is one.
    public Optional<Endpoint> endpoint() {
        return tenant == null || endpointId.isEmpty() ? Optional.empty() : tenant.endpoint(endpointId);
    }
}
