package dev.waypost.health.server;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A host and port that endpoints lead to, and what is there.
///
/// @param carrying endpoints that carry traffic
/// @param capacity tenants that it is meant for; 0 when nobody said
/// @param tries to send there in the last minutes
/// @param failed those of them that nobody answered, or that were refused
/// @param sentPerSecond messages that were taken
/// @param drainSince null while it is not being drained
public record ServerLoad(
        String server,
        Set<String> providers,
        long tenants,
        long endpoints,
        long carrying,
        long healthy,
        long degraded,
        long unhealthy,
        long probeMillis,
        long tries,
        long failed,
        double sentPerSecond,
        int capacity,
        @Nullable Instant drainSince,
        String drainCause) {
    /// Fewer tries say nothing.
    private static final int FEWEST_TRIES = 20;

    static ServerLoad empty(String server) {
        return new ServerLoad(server, Set.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, "");
    }

    /// Of 0 to 1.
    double errorRate() {
        return tries == 0 ? 0 : (double) failed / tries;
    }

    /// Whether most of what is there, or of what is tried there, does not work.
    boolean fails() {
        return unhealthy * 2 > endpoints || tries >= FEWEST_TRIES && failed * 2 > tries;
    }

    boolean drains() {
        return drainSince != null;
    }
}
