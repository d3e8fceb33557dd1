package dev.waypost.send.erase;

import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Carries on erasures that could not be done at once.
@Singleton
class ErasureWorker implements Worker {
    private final ErasureStore store;
    private final Erasures erasures;
    private final ErasureSettings settings;
    private @Nullable Loop loop;

    ErasureWorker(ErasureStore store, Erasures erasures, ErasureSettings settings) {
        this.store = store;
        this.erasures = erasures;
        this.settings = settings;
    }

    @Override
    public void start() {
        loop = Loop.every("erasures", settings.interval(), this::runOnce);
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
        Loop running = loop;
        if (running != null) {
            running.close();
        }
    }
}
