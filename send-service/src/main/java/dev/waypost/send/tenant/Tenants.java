package dev.waypost.send.tenant;

/// How sending sees tenants.
public interface Tenants {
    /// The tenant as it is now.
    ///
    /// @throws dev.waypost.platform.fault.Fault `TENANT_NOT_FOUND`, or unavailable when nobody can say
    SendingTenant get(String tenantId);

    /// What becomes of a message whose outcome stays open.
    UnknownRule whenUnknown(String tenantId);

    /// What becomes of a message when it is not known whether the provider took it and no receipt says so.
    enum UnknownRule {
        KEEP,
        RESEND,
        FAIL
    }
}
