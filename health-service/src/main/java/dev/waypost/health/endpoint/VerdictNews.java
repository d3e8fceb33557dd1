package dev.waypost.health.endpoint;

import dev.waypost.health.verdict.VerdictChangeStore;
import dev.waypost.health.verdict.VerdictChangeStore.Place;
import dev.waypost.health.verdict.VerdictChangeStore.Placed;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Tells open streams whose endpoints changed. One question for all of them, however many there are.
@Singleton
class VerdictNews implements Worker {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int PAGE = 1000;
    private static final int MOST_STREAMS = 1000;

    private final VerdictChangeStore store;
    private final List<Listener> listeners = new ArrayList<>();
    private @Nullable Place told;
    private final Loops loops = new Loops();
    private volatile boolean closed;

    VerdictNews(VerdictChangeStore store) {
        this.store = store;
    }

    /// An endpoint that changed.
    record Changed(String tenantId, String endpointId) {}

    /// An open stream. Of an endpoint that changed several times before it was read it keeps one note.
    final class Listener implements AutoCloseable {
        private final Set<String> tenants;
        private final Set<Changed> noted = new LinkedHashSet<>();
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition news = lock.newCondition();

        private Listener(Set<String> tenants) {
            this.tenants = tenants;
        }

        /// What changed since the last time; empty when nothing did within this time.
        List<Changed> await(Duration most) throws InterruptedException {
            lock.lock();
            try {
                long left = most.toNanos();
                while (noted.isEmpty() && left > 0 && !closed) {
                    left = news.awaitNanos(left);
                }
                List<Changed> changed = List.copyOf(noted);
                noted.clear();
                return changed;
            } finally {
                lock.unlock();
            }
        }

        private void note(List<Placed> changes) {
            lock.lock();
            try {
                for (Placed placed : changes) {
                    String tenantId = placed.change().tenantId();
                    if (tenants.isEmpty() || tenants.contains(tenantId)) {
                        noted.add(new Changed(tenantId, placed.change().endpointId()));
                    }
                }
                if (!noted.isEmpty()) {
                    news.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        void wake() {
            lock.lock();
            try {
                news.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            leave(this);
        }
    }

    /// @param tenants whose endpoints; empty for all
    /// @throws Fault RATE_LIMITED when too many listen
    Listener listen(Set<String> tenants) {
        // Asked for before anybody reads: what is committed after it will be told.
        Place now = store.now();
        synchronized (this) {
            if (listeners.size() >= MOST_STREAMS) {
                throw Fault.of(Reason.RATE_LIMITED).retryAfter(Duration.ofSeconds(5));
            }
            if (listeners.isEmpty() || told == null) {
                told = now;
            }
            var listener = new Listener(tenants);
            listeners.add(listener);
            return listener;
        }
    }

    private synchronized void leave(Listener listener) {
        listeners.remove(listener);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void start() {
        loops.every("verdict-news", POLL, this::runOnce);
    }

    void runOnce() {
        List<Placed> changes;
        do {
            Place from = from();
            if (from == null) {
                return;
            }
            changes = store.after(from, PAGE);
            if (!changes.isEmpty()) {
                tell(from, changes);
            }
        } while (changes.size() == PAGE);
    }

    private synchronized @Nullable Place from() {
        return listeners.isEmpty() ? null : told;
    }

    private synchronized void tell(Place from, List<Placed> changes) {
        if (from.equals(told)) {
            told = changes.getLast().at();
        }
        listeners.forEach(listener -> listener.note(changes));
    }

    /// Before the servers close: they wait for calls that are under way.
    @Override
    public void close() {
        closed = true;
        loops.close();
        List<Listener> open;
        synchronized (this) {
            open = List.copyOf(listeners);
        }
        open.forEach(Listener::wake);
    }
}
