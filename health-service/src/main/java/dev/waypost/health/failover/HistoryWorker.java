package dev.waypost.health.failover;

import dev.waypost.health.verdict.VerdictChangeStore;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;

/// Drops what became of endpoints long ago, a bounded part at a time.
@Singleton
class HistoryWorker implements Worker {
    private static final int BATCH = 5_000;

    private final VerdictChangeStore changes;
    private final FailoverStore failovers;
    private final HistorySettings settings;
    private final Loops loops = new Loops();

    HistoryWorker(VerdictChangeStore changes, FailoverStore failovers, HistorySettings settings) {
        this.changes = changes;
        this.failovers = failovers;
        this.settings = settings;
    }

    @Override
    public void start() {
        loops.every("history", settings.pause(), this::runOnce);
    }

    void runOnce() {
        int dropped;
        do {
            dropped = changes.forget(settings.keep(), BATCH);
        } while (dropped == BATCH);
        do {
            dropped = failovers.forget(settings.keep(), BATCH);
        } while (dropped == BATCH);
    }

    @Override
    public void close() {
        loops.close();
    }
}
