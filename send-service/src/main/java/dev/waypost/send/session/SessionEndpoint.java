package dev.waypost.send.session;

import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.SessionWebhook;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a session must know of its endpoint and tenant.
///
/// @param isUsable whether the tenant and the endpoint may work
/// @param webhook where a new session sends its events; null leaves that to the gateway
public record SessionEndpoint(
        String endpointId,
        EndpointAccess access,
        boolean isUsable,
        boolean autoReconnect,
        Duration reconnectInterval,
        int maxAttempts,
        @Nullable SessionWebhook webhook) {}
