package dev.waypost.config.gateway;

import dev.waypost.config.change.Stored;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A shared number, as stored.
///
/// @param tenantId the tenant whose endpoint speaks for the number
/// @param word as written; compared without regard to case
record Gateway(
        String id,
        String name,
        String tenantId,
        String endpointId,
        String word,
        @Nullable String defaultProjectId,
        boolean active,
        long revision,
        Instant created,
        Instant updated)
        implements Stored {
    /// Whether tenants with codes see the other differently than this one.
    boolean looksDifferent(Gateway other) {
        return !tenantId.equals(other.tenantId)
                || !endpointId.equals(other.endpointId)
                || !word.equalsIgnoreCase(other.word)
                || active != other.active;
    }

    @Override
    public Map<String, Object> audited() {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", name);
        shown.put("endpoint_id", endpointId);
        shown.put("word", word);
        shown.put("default_project_id", defaultProjectId == null ? "" : defaultProjectId);
        shown.put("active", active);
        return shown;
    }
}
