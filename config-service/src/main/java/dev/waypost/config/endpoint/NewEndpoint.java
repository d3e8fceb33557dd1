package dev.waypost.config.endpoint;

import dev.waypost.configclient.EndpointRole;
import dev.waypost.platform.settings.Secret;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The endpoint that a caller wants; empty texts ask for what the platform or the stored endpoint has.
///
/// @param role null leaves the place to the tenant's routing policy
/// @param secrets by kind; a kind that is missing keeps what is stored
record NewEndpoint(
        String tenantId,
        String id,
        long expectedRevision,
        String name,
        String provider,
        String apiUrl,
        String apiVersion,
        String phoneNumberId,
        String wabaId,
        String appId,
        String session,
        @Nullable EndpointRole role,
        int priority,
        int weight,
        boolean active,
        String webhookUrl,
        List<String> allowedCidrs,
        Map<String, Secret> secrets,
        boolean createTenant) {}
