package dev.waypost.ingress.listener;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Counts what all connections hold together, and says no before it is too much.
final class Turnstile {
    private final int maxConnections;
    private final long maxBytes;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    private final LongAdder allowed = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    Turnstile(int maxConnections, long maxBytes) {
        this.maxConnections = maxConnections;
        this.maxBytes = maxBytes;
    }

    /// Every call is followed by one [#leave()], also when the answer is no.
    boolean enter() {
        boolean welcome = connections.incrementAndGet() <= maxConnections;
        (welcome ? allowed : rejected).increment();
        return welcome;
    }

    void leave() {
        connections.decrementAndGet();
    }

    boolean reserve(long more) {
        if (bytes.addAndGet(more) <= maxBytes) {
            return true;
        }
        bytes.addAndGet(-more);
        rejected.increment();
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

    long allowed() {
        return allowed.sum();
    }

    long rejected() {
        return rejected.sum();
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
