package dev.waypost.health.probe;

import java.util.HashMap;
import java.util.Map;

/// Bounds how many probes one server meets at once from this process.
final class ServerSlots {
    private final Map<String, Integer> busy = new HashMap<>();

    /// @param most how many the server may meet
    synchronized boolean take(String server, int most) {
        int now = busy.getOrDefault(server, 0);
        if (now >= most) {
            return false;
        }
        busy.put(server, now + 1);
        return true;
    }

    synchronized void giveBack(String server) {
        busy.computeIfPresent(server, (_, now) -> now > 1 ? now - 1 : null);
    }

    synchronized int busy(String server) {
        return busy.getOrDefault(server, 0);
    }
}
