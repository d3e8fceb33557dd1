package dev.waypost.health.probe;

import dev.waypost.health.verdict.Verdict;

/// What a probe came to, ready to be written.
///
/// @param earlier share of the interval by which the next probe comes early, so that endpoints spread out
/// @param moves whether the tenant's traffic can move to another endpoint, so that a change has to be thought about
public record Seen(Lease lease, Verdict verdict, Look look, double earlier, boolean moves) {}
