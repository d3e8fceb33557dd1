package dev.waypost.send.request;

import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Forgets requests that nobody repeats any more.
@Singleton
class RequestWorker implements Worker {
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final RequestStore store;
    private final RequestSettings settings;
    private final Loops loops = new Loops();

    RequestWorker(RequestStore store, RequestSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    @Override
    public void start() {
        loops.every("request-sweep", PAUSE, this::runOnce);
    }

    public void runOnce() {
        while (store.sweep(settings.recognised())) {
            // Each round is a transaction of its own: none of them holds many rows for long.
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
