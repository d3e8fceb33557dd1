package dev.waypost.health.probe;

import java.util.Map;

/// Knows which tenants there are.
interface TenantDirectory {
    /// Every tenant's revision, by tenant id.
    Map<String, Long> revisions();
}
