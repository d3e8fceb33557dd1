package dev.waypost.health.server;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A host and port that endpoints lead to, and what is there.
///
/// @param carrying endpoints that carry traffic
/// @param capacity tenants that it is meant for; 0 when nobody said
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
        int capacity,
        @Nullable Instant drainSince,
        String drainCause) {
    static ServerLoad empty(String server) {
        return new ServerLoad(server, Set.of(), 0, 0, 0, 0, 0, 0, 0, 0, null, "");
    }

    boolean drains() {
        return drainSince != null;
    }
}
