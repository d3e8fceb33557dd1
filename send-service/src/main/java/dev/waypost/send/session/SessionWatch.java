package dev.waypost.send.session;

import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Follows sessions for people who watch them.
@Singleton
class SessionWatch implements Worker {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final SessionStore store;
    private final SessionNews news;
    private volatile boolean stopping;

    SessionWatch(SessionStore store, SessionNews news) {
        this.store = store;
        this.news = news;
    }

    @Override
    public void start() {
        stopping = false;
    }

    /// Shows the session as it stands and then each change, until it is forgotten or nobody watches any more. Changes
    /// that follow each other faster than they are shown become one.
    ///
    /// @return whether it ended because this process stops
    boolean follow(Session first, BooleanSupplier gone, Consumer<Session> viewer) {
        viewer.accept(first);
        long shown = first.version();
        while (!gone.getAsBoolean()) {
            if (stopping) {
                return true;
            }
            long heard = news.count();
            Optional<Session> now = store.find(first.key());
            if (now.isEmpty()) {
                return false;
            }
            if (now.get().version() != shown) {
                shown = now.get().version();
                viewer.accept(now.get());
                continue;
            }
            try {
                news.await(heard, LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        stopping = true;
    }
}
