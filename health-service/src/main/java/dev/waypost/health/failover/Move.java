package dev.waypost.health.failover;

import dev.waypost.health.verdict.Trouble;

/// From where to where traffic moves, and why.
///
/// @param from the endpoint that carries it; empty when one only gets its share of a pool back
/// @param to the endpoint that is to carry it; empty while none can
/// @param cause for people
public record Move(Kind kind, String from, String to, String cause, Trouble trouble) {
    /// Whether it is the same move, whatever is said of it.
    boolean isAs(Move other) {
        return kind == other.kind && from.equals(other.from) && to.equals(other.to);
    }
}
