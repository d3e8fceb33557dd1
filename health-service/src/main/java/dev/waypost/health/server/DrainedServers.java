package dev.waypost.health.server;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;

/// Which servers are being drained, at most a second old.
@Singleton
public class DrainedServers {
    private static final long LIFETIME = Duration.ofSeconds(1).toNanos();

    private final ServerStore store;
    private Set<String> known = Set.of();
    private boolean read;
    private long readAt;

    DrainedServers(ServerStore store) {
        this.store = store;
    }

    public synchronized boolean contains(String server) {
        long now = System.nanoTime();
        if (!read || now - readAt >= LIFETIME) {
            known = store.drained();
            readAt = now;
            read = true;
        }
        return known.contains(server);
    }
}
