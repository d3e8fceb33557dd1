package dev.waypost.send.block;

import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Forgets how far imports were that nobody goes on with.
@Singleton
class BlockImportWorker implements Worker {
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofDays(7);

    private final BlockImportStore store;
    private final Loops loops = new Loops();

    BlockImportWorker(BlockImportStore store) {
        this.store = store;
    }

    @Override
    public void start() {
        loops.every("block-import-sweep", PAUSE, this::runOnce);
    }

    public void runOnce() {
        boolean more;
        do {
            more = store.sweep(KEPT);
        } while (more);
    }

    @Override
    public void close() {
        loops.close();
    }
}
