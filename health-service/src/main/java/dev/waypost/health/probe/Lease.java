package dev.waypost.health.probe;

/// The right to write the next verdict of an endpoint, until somebody takes a newer one.
public record Lease(EndpointHealth health, long epoch) {}
