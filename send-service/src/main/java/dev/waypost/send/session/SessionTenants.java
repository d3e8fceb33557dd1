package dev.waypost.send.session;

/// How sessions see tenants.
public interface SessionTenants {
    /// The endpoint; the tenant's active one when `endpointId` is empty.
    ///
    /// @throws dev.waypost.platform.fault.Fault `TENANT_NOT_FOUND`, `ENDPOINT_NOT_FOUND`, or unavailable
    SessionEndpoint endpoint(String tenantId, String endpointId);
}
