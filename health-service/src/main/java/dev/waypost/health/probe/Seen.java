package dev.waypost.health.probe;

import dev.waypost.health.verdict.Verdict;

/// What a probe came to, ready to be written.
///
/// @param laneEpoch epoch that the lane was held with; [#ASKED] when a caller asked, whoever holds the lane
/// @param moves whether the tenant's traffic can move to another endpoint, so that a change has to be thought
/// about
public record Seen(Target target, long laneEpoch, Verdict verdict, Look look, boolean moves) {
    public static final long ASKED = -1;
}
