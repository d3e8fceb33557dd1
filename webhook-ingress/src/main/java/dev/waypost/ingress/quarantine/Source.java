package dev.waypost.ingress.quarantine;

import dev.waypost.providers.ProviderKind;

/// Who signed: a tenant's endpoint, or an app of the hub.
///
/// @param tenantId empty for an app
/// @param endpointId empty for an app
/// @param appId empty for an endpoint
public record Source(String tenantId, String endpointId, String appId, ProviderKind provider) {}
