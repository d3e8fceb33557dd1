package dev.waypost.health.server;

import jakarta.inject.Singleton;
import java.util.Set;

/// Which servers are being drained. Never remembered: who is told that a server was drained or restored, and decides by
/// what was so a moment before, is not told again.
@Singleton
public class DrainedServers {
    private final ServerStore store;

    DrainedServers(ServerStore store) {
        this.store = store;
    }

    public Set<String> now() {
        return store.drained();
    }
}
