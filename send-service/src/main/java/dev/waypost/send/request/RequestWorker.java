package dev.waypost.send.request;

import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Forgets requests that nobody repeats any more.
@Singleton
class RequestWorker implements Worker {
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final RequestStore store;
    private final RequestSettings settings;
    private @Nullable Loop loop;

    RequestWorker(RequestStore store, RequestSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    @Override
    public void start() {
        loop = Loop.every("request-sweep", PAUSE, this::runOnce);
    }

    public void runOnce() {
        while (store.sweep(settings.recognised())) {
            // Each round is a transaction of its own: none of them holds many rows for long.
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
