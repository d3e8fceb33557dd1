package dev.waypost.health.probe;

import dev.waypost.configclient.TenantSnapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Knows which tenants there are.
interface TenantDirectory {
    /// @param revisions of a bounded part of all tenants, by tenant id
    /// @param next where to continue; empty at the end
    record Page(Map<String, Long> revisions, String next) {}

    /// @param from `next` of the page before; empty for the first
    Page page(String from);

    /// The tenants as they are now, with few calls; who does not exist is absent.
    List<TenantSnapshot> tenants(Collection<String> tenantIds);
}
