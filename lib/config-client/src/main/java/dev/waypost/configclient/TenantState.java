package dev.waypost.configclient;

/// Whether a tenant may work.
public enum TenantState {
    ACTIVE,
    SUSPENDED,
    DELETING
}
