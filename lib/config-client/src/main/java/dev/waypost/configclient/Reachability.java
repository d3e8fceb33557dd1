package dev.waypost.configclient;

import java.util.concurrent.atomic.AtomicLong;

/// Whether config-service is worth asking: after a failure one caller tries now and then, and the others do without.
final class Reachability {
    private final long pause;
    private final AtomicLong lastTry = new AtomicLong();
    private volatile boolean failing;

    Reachability(long pauseNanos) {
        this.pause = pauseNanos;
    }

    /// Whether this caller asks; it must say afterwards how it went.
    boolean mayAsk(long moment) {
        long last = lastTry.get();
        return !failing || (moment - last >= pause && lastTry.compareAndSet(last, moment));
    }

    /// Whether [#mayAsk] would let somebody through.
    boolean isOpen(long moment) {
        return !failing || moment - lastTry.get() >= pause;
    }

    void answered() {
        failing = false;
    }

    /// @param began when it was asked: what answers since then was not known to be away
    void failed(long began) {
        if (!failing) {
            lastTry.set(began);
            failing = true;
        }
    }
}
