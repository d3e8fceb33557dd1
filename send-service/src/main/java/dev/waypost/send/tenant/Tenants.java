package dev.waypost.send.tenant;

/// How sending sees tenants.
public interface Tenants {
    /// The tenant as it is now.
    ///
    /// @throws dev.waypost.platform.fault.Fault `TENANT_NOT_FOUND`, or unavailable when nobody can say
    SendingTenant get(String tenantId);
}
