package dev.waypost.configclient;

/// An endpoint's place among the tenant's endpoints.
public enum EndpointRole {
    ACTIVE,
    STANDBY,
    DRAINING
}
