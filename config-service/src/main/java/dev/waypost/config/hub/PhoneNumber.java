package dev.waypost.config.hub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A phone number under an app, as stored.
record PhoneNumber(
        String id,
        String appId,
        String displayNumber,
        String name,
        @Nullable String tenantId,
        boolean active,
        long revision,
        Instant created,
        Instant updated) {}
