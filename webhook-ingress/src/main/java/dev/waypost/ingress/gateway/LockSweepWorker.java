package dev.waypost.ingress.gateway;

import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;

/// Removes what no longer counts, a bounded part at a time.
@Singleton
class LockSweepWorker implements Worker {
    private static final int MOST_PARTS = 200;

    private final LockSweepStore store;
    private final GatewaySettings settings;
    private final Loops loops = new Loops();

    LockSweepWorker(LockSweepStore store, GatewaySettings settings) {
        this.store = store;
        this.settings = settings;
    }

    @Override
    public void start() {
        loops.every("lock-sweep", settings.sweep(), this::runOnce);
    }

    @Override
    public void close() {
        loops.close();
    }

    public void runOnce() {
        for (int i = 0; i < MOST_PARTS && store.sweep(settings.recognised()); i++) {
            Thread.onSpinWait();
        }
    }
}
