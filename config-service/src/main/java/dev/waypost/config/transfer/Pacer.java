package dev.waypost.config.transfer;

import java.util.concurrent.locks.LockSupport;

/// Keeps a steady rate: what was late is not made up for by a burst.
final class Pacer {
    private final long gap;
    private long next = System.nanoTime();

    Pacer(int perSecond) {
        this.gap = 1_000_000_000L / perSecond;
    }

    /// Returns when the next one may begin.
    void await() {
        long now = System.nanoTime();
        while (now - next < 0) {
            LockSupport.parkNanos(next - now);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            now = System.nanoTime();
        }
        next = Math.max(next, now) + gap;
    }
}
