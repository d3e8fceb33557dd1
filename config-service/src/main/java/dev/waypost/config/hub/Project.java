package dev.waypost.config.hub;

import dev.waypost.config.credential.SealedSecret;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A backend that receives events, as stored.
///
/// @param headers name → sealed value
/// @param timeoutMillis 0 for the platform's default
record Project(
        String id,
        @Nullable String tenantId,
        String name,
        String url,
        String description,
        Map<String, String> headers,
        @Nullable SealedSecret signingSecret,
        boolean active,
        int maxInFlight,
        long timeoutMillis,
        long revision,
        Instant created,
        Instant updated) {}
