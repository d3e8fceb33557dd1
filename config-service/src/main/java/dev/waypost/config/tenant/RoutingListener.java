package dev.waypost.config.tenant;

import dev.waypost.config.change.Changeset;
import java.sql.SQLException;

/// Hears, within the change, that a tenant's routing policy becomes another one.
public interface RoutingListener {
    /// Called in the transaction that writes the policy, before or after it; the tenant's row is held.
    ///
    /// @throws dev.waypost.platform.fault.Fault FIELD_INVALID when the tenant's endpoints do not fit
    void routingChanged(Changeset change, String tenantId, String routing) throws SQLException;
}
