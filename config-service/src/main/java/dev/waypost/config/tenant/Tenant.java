package dev.waypost.config.tenant;

import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantState;
import java.time.Instant;
import java.util.Map;

/// One business on the platform, as stored.
public record Tenant(
        String tenantId,
        String name,
        TenantState state,
        TenantPolicy policy,
        Map<String, String> labels,
        long revision,
        Instant created,
        Instant updated) {}
