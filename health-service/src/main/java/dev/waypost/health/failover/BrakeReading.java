package dev.waypost.health.failover;

import java.time.Instant;

/// How many endpoints do not answer, of how many.
///
/// @param holds whether that is so many that it must be our own network
public record BrakeReading(boolean holds, long silent, long probed, Instant time) {}
