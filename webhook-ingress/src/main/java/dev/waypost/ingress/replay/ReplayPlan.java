package dev.waypost.ingress.replay;

import java.util.List;
import java.util.Set;

/// What one part of a replay does.
///
/// @param again deliveries that are made, in order
/// @param redriven dead deliveries that are tried again
/// @param openBodies see [Replay]
/// @param done events that were wanted, whoever gets them
record ReplayPlan(List<Again> again, List<String> redriven, Set<String> openBodies, long done) {
    ReplayPlan {
        again = List.copyOf(again);
        redriven = List.copyOf(redriven);
        openBodies = Set.copyOf(openBodies);
    }
}
