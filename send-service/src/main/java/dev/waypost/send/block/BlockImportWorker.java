package dev.waypost.send.block;

import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Forgets how far imports were that nobody goes on with.
@Singleton
class BlockImportWorker implements Worker {
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofDays(7);

    private final BlockImportStore store;
    private @Nullable Loop loop;

    BlockImportWorker(BlockImportStore store) {
        this.store = store;
    }

    @Override
    public void start() {
        loop = Loop.every("block-import-sweep", PAUSE, this::runOnce);
    }

    public void runOnce() {
        boolean more;
        do {
            more = store.sweep(KEPT);
        } while (more);
    }

    @Override
    public void close() {
        Loop running = loop;
        if (running != null) {
            running.close();
        }
    }
}
