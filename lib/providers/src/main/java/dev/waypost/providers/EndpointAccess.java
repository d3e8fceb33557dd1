package dev.waypost.providers;

import dev.waypost.platform.settings.Secret;
import org.jspecify.annotations.Nullable;

/// Everything a capability needs to reach one tenant's endpoint; which fields are present depends on the provider.
///
/// @param provider how the endpoint speaks
/// @param apiUrl base address without a trailing version
/// @param apiVersion Graph version of a Meta endpoint, such as `v23.0`
/// @param phoneNumberId Meta's id of the business number
/// @param wabaId Meta's id of the business account
/// @param session session name of a self-hosted gateway
/// @param apiKey access token or API key
public record EndpointAccess(
        ProviderKind provider,
        String apiUrl,
        @Nullable String apiVersion,
        @Nullable String phoneNumberId,
        @Nullable String wabaId,
        @Nullable String session,
        Secret apiKey) {}
