package dev.waypost.providers;

/// What one look at an endpoint showed.
public sealed interface ProbeOutcome {

    /// It can send.
    record Healthy() implements ProbeOutcome {}

    /// It can send, with limits.
    record Degraded(String cause) implements ProbeOutcome {}

    /// It cannot send.
    record Unhealthy(CauseKind kind, String cause) implements ProbeOutcome {}
}
