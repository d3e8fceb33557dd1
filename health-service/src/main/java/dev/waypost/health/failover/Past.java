package dev.waypost.health.failover;

import java.time.Duration;

/// A move that was decided before.
public record Past(Kind kind, String from, String to, State state, Duration age) {}
