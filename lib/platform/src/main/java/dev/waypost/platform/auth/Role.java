package dev.waypost.platform.auth;

/// What a caller may do, from least to most; the methods of the contracts name the role they need.
public enum Role {
    PUBLIC,
    VIEWER,
    TENANT_READ,
    TENANT_SEND,
    OPERATOR,
    ADMIN,
    SERVICE;

    /// Whether a caller with this role may make a call that needs `needed`: each role includes the ones before it.
    ///
    /// For which tenants is another question, see [Caller#mayActFor].
    public boolean allows(Role needed) {
        return ordinal() >= needed.ordinal();
    }

    /// Whether keys of this role must name the tenants they are for.
    public boolean isTenantBound() {
        return this == TENANT_READ || this == TENANT_SEND;
    }
}
