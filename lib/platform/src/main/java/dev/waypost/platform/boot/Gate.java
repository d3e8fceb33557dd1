package dev.waypost.platform.boot;

import jakarta.inject.Singleton;

/// Whether the process takes work: not before it has started, not while it drains.
@Singleton
public final class Gate {
    private volatile boolean open;

    void open() {
        open = true;
    }

    void close() {
        open = false;
    }

    public boolean isOpen() {
        return open;
    }
}
