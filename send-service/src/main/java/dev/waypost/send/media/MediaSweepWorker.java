package dev.waypost.send.media;

import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;

/// Deletes uploaded files whose time is over.
@Singleton
class MediaSweepWorker implements Worker {
    private static final int BATCH = 100;

    private final MediaStore store;
    private final MediaSettings settings;
    private final Loops loops = new Loops();

    MediaSweepWorker(MediaStore store, MediaSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    @Override
    public void start() {
        loops.every("media-sweep", settings.sweepInterval(), this::runOnce);
    }

    public void runOnce() {
        int gone;
        do {
            gone = store.sweep(BATCH);
        } while (gone == BATCH);
    }

    @Override
    public void close() {
        loops.close();
    }
}
