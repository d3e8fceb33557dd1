package dev.waypost.config.tenant;

import dev.waypost.config.change.Changeset;
import java.sql.SQLException;

/// Hears, within the change, that a tenant's routing policy becomes another one.
public interface RoutingListener {
    /// Called in the transaction that writes the policy, which the endpoints fit; the tenant's row is held.
    void routingChanged(Changeset change, String tenantId, String routing) throws SQLException;
}
