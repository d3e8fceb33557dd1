package dev.waypost.platform.auth;

/// What a caller may do; the methods of the contracts name the role they need.
public enum Role {
    PUBLIC,
    VIEWER,
    TENANT_READ,
    TENANT_SEND,
    OPERATOR,
    ADMIN,
    SERVICE;

    /// Whether a caller with this role may make a call that needs `needed`.
    public boolean allows(Role needed) {
        return switch (needed) {
            case PUBLIC -> true;
            case VIEWER -> this == VIEWER || this.isStaff();
            case TENANT_READ -> this == TENANT_READ || this == TENANT_SEND || this == VIEWER || this.isStaff();
            case TENANT_SEND -> this == TENANT_SEND || this.isStaff();
            case OPERATOR -> this.isStaff();
            case ADMIN -> this == ADMIN || this == SERVICE;
            case SERVICE -> this == SERVICE;
        };
    }

    /// Whether keys of this role must name the tenants they are for.
    public boolean isTenantBound() {
        return this == TENANT_READ || this == TENANT_SEND;
    }

    private boolean isStaff() {
        return this == OPERATOR || this == ADMIN || this == SERVICE;
    }
}
