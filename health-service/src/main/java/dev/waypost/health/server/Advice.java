package dev.waypost.health.server;

/// Tenants that would be better off elsewhere.
///
/// @param to empty when there is no room anywhere
public record Advice(String from, String to, long tenants, Reason reason) {
    /// Why, the most urgent first.
    public enum Reason {
        DRAINING,
        FAILING,
        OVER_CAPACITY,
        UNEVEN
    }
}
