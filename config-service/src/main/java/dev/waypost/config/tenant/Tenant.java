package dev.waypost.config.tenant;

import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantState;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One business on the platform, as stored.
///
/// @param purgeTime when everything of it is erased; null while it is not deleted
public record Tenant(
        String tenantId,
        String name,
        TenantState state,
        TenantPolicy policy,
        Map<String, String> labels,
        long revision,
        Instant created,
        Instant updated,
        @Nullable Instant purgeTime) {
    /// What somebody may edit of it.
    TenantDraft draft() {
        return new TenantDraft(name, labels, policy);
    }
}
