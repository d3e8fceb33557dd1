package dev.waypost.config.tenant;

import dev.waypost.config.change.Changeset;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// A tenant's routing policy as operations change it for a while, within changes that somebody else commits.
@Singleton
public final class TenantRouting {
    private final TenantStore store;
    private final List<RoutingListener> listeners;

    TenantRouting(TenantStore store, List<RoutingListener> listeners) {
        this.store = store;
        this.listeners = listeners;
    }

    /// @throws Fault TENANT_NOT_FOUND
    public String of(String tenantId) {
        return store.find(tenantId)
                .orElseThrow(() -> unknown(tenantId))
                .policy()
                .routing();
    }

    /// The endpoints must fit the policy that it becomes.
    ///
    /// @throws Fault TENANT_NOT_FOUND
    public void become(Changeset change, String tenantId, String routing, String cause) throws SQLException {
        Tenant before = store.hold(change.sql(), tenantId).orElseThrow(() -> unknown(tenantId));
        if (before.policy().routing().equals(routing)) {
            return;
        }
        change.touch(tenantId);
        store.setRouting(change.sql(), tenantId, routing);
        for (RoutingListener listener : listeners) {
            listener.routingChanged(change, tenantId, routing);
        }
        change.audit(
                "tenant.updated",
                "tenant/" + tenantId,
                tenantId,
                Map.of("routing", before.policy().routing()),
                Map.of("routing", routing),
                cause);
    }

    private static Fault unknown(String tenantId) {
        return Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
    }
}
