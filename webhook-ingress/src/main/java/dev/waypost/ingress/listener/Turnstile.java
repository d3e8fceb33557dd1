package dev.waypost.ingress.listener;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what all connections hold together, and says no before it is too much.
final class Turnstile {
    private final int maxConnections;
    private final long maxBytes;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Turnstile(int maxConnections, long maxBytes) {
        this.maxConnections = maxConnections;
        this.maxBytes = maxBytes;
    }

    /// Every call is followed by one [#leave()], also when the answer is no.
    boolean enter() {
        return connections.incrementAndGet() <= maxConnections;
    }

    void leave() {
        connections.decrementAndGet();
    }

    boolean reserve(long more) {
        if (bytes.addAndGet(more) <= maxBytes) {
            return true;
        }
        bytes.addAndGet(-more);
        return false;
    }

    void release(long held) {
        bytes.addAndGet(-held);
    }

    void begin() {
        requests.incrementAndGet();
    }

    void end() {
        requests.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }

    int requests() {
        return requests.get();
    }

    long bytes() {
        return bytes.get();
    }
}
