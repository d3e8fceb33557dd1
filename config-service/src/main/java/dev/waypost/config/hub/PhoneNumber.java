package dev.waypost.config.hub;

import dev.waypost.config.change.Stored;
import java.time.Instant;
import java.util.Map;
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
        Instant updated)
        implements Stored {
    PhoneNumber of(@Nullable String owner) {
        return new PhoneNumber(id, appId, displayNumber, name, owner, active, revision, created, updated);
    }

    @Override
    public Map<String, Object> audited() {
        return Map.of("app_id", appId, "active", active);
    }
}
