package dev.waypost.send.receipt;

import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;

/// Joins receipts that were faster than the answer to their send, and forgets those that nobody ever claims.
@Singleton
class OrphanWorker implements Worker {
    private final Receipts receipts;
    private final OrphanStore store;
    private final OrphanSettings settings;
    private final Loops loops = new Loops();

    OrphanWorker(Receipts receipts, OrphanStore store, OrphanSettings settings) {
        this.receipts = receipts;
        this.store = store;
        this.settings = settings;
    }

    @Override
    public void start() {
        loops.every("receipt-orphans", settings.joinInterval(), this::runOnce);
    }

    public void runOnce() {
        receipts.join();
        store.forgetOlderThan(settings.keepDays());
    }

    @Override
    public void close() {
        loops.close();
    }
}
