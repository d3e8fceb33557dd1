package dev.waypost.config.hub;

import dev.waypost.config.change.Stored;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A WhatsApp business account, as stored.
record BusinessAccount(
        String id,
        String name,
        String timezone,
        @Nullable String tenantId,
        long revision,
        Instant created,
        Instant updated)
        implements Stored {
    @Override
    public Map<String, Object> audited() {
        return Map.of("name", name, "timezone", timezone);
    }
}
