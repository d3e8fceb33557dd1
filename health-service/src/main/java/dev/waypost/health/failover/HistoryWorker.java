package dev.waypost.health.failover;

import dev.waypost.health.verdict.VerdictChangeStore;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Drops what became of endpoints long ago, a bounded part at a time.
@Singleton
class HistoryWorker implements Worker {
    private static final int BATCH = 5_000;

    private final VerdictChangeStore changes;
    private final FailoverStore failovers;
    private final HistorySettings settings;
    private @Nullable Loop loop;

    HistoryWorker(VerdictChangeStore changes, FailoverStore failovers, HistorySettings settings) {
        this.changes = changes;
        this.failovers = failovers;
        this.settings = settings;
    }

    @Override
    public void start() {
        loop = Loop.every("history", settings.pause(), this::runOnce);
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
        if (loop != null) {
            loop.close();
        }
    }
}
