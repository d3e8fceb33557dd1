package dev.waypost.ingress.queue;

import java.time.Instant;
import java.util.List;

/// Where deliveries are dead.
///
/// @param partial whether there is more than was looked at
record DeadLetters(List<OfProject> projects, boolean partial) {
    /// Reading all of a million that nobody looks after would cost more than it tells.
    static final int MOST = 20_000;

    static final int MOST_PROJECTS = 200;

    /// @param status that went with the cause; 0 for none
    /// @param cause what most died of; empty when nobody knows
    record OfProject(
            String tenantId,
            String destination,
            long count,
            Instant oldest,
            Instant newest,
            int status,
            String cause) {}
}
