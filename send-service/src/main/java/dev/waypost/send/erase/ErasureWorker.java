package dev.waypost.send.erase;

import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Carries on erasures that could not be done at once.
@Singleton
class ErasureWorker implements Worker {
    private final ErasureStore store;
    private final Erasures erasures;
    private final ErasureSettings settings;
    private final Loops loops = new Loops();

    ErasureWorker(ErasureStore store, Erasures erasures, ErasureSettings settings) {
        this.store = store;
        this.erasures = erasures;
        this.settings = settings;
    }

    @Override
    public void start() {
        loops.every("erasures", settings.interval(), this::runOnce);
    }

    public void runOnce() {
        Optional<Erasure> due = store.claim(settings.lease());
        while (due.isPresent()) {
            erasures.carryOn(due.get());
            due = store.claim(settings.lease());
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
