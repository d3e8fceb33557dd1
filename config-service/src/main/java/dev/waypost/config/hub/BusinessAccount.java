package dev.waypost.config.hub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A WhatsApp business account, as stored.
record BusinessAccount(
        String id,
        String name,
        String timezone,
        @Nullable String tenantId,
        long revision,
        Instant created,
        Instant updated) {}
