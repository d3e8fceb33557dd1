package dev.waypost.ingress.intake;

/// Whether an event has an owner.
public enum EventState {
    /// It is the tenant's, and goes to the tenant's projects.
    ACCEPTED,
    /// Its number or account is not the endpoint's: kept, and delivered to nobody.
    QUARANTINED
}
