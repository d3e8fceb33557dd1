package dev.waypost.send.message;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import dev.waypost.send.retention.WatchSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Wakes open streams whose tenant has news. One question for all of them, however many there are.
@Singleton
class ChangeNews implements Worker {
    private final ChangeStore store;
    private final WatchSettings settings;
    private final Map<String, Set<Listener>> listeners = new HashMap<>();
    private @Nullable Long seen;
    private int open;
    private final Loops loops = new Loops();
    private volatile boolean closed;

    ChangeNews(ChangeStore store, WatchSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /// An open stream; what is committed after it began to listen wakes it.
    final class Listener implements AutoCloseable {
        private final String tenantId;
        private final Semaphore news = new Semaphore(0);

        private Listener(String tenantId) {
            this.tenantId = tenantId;
        }

        /// Returns when there may be something new, and at the latest after this time.
        ///
        /// @return whether it was woken
        boolean await(Duration most) throws InterruptedException {
            boolean woken = news.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
            news.drainPermits();
            return woken;
        }

        void wake() {
            news.release();
        }

        @Override
        public void close() {
            leave(this);
        }
    }

    /// @throws Fault RATE_LIMITED when too many listen
    synchronized Listener listen(String tenantId) {
        Set<Listener> ofTenant = listeners.getOrDefault(tenantId, Set.of());
        if (open >= settings.streams() || ofTenant.size() >= settings.streamsPerTenant()) {
            throw Fault.of(Reason.RATE_LIMITED).retryAfter(Duration.ofSeconds(5));
        }
        var listener = new Listener(tenantId);
        listeners.computeIfAbsent(tenantId, _ -> new HashSet<>()).add(listener);
        open++;
        return listener;
    }

    private synchronized void leave(Listener listener) {
        Set<Listener> ofTenant = listeners.get(listener.tenantId);
        if (ofTenant != null && ofTenant.remove(listener)) {
            open--;
            if (ofTenant.isEmpty()) {
                listeners.remove(listener.tenantId);
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void start() {
        loops.every("message-news", settings.poll(), this::runOnce);
    }

    void runOnce() {
        if (tenants().isEmpty()) {
            seen = null;
            return;
        }
        // Before the tenants are asked for: whoever begins to listen later reads all that lies below it by itself.
        long until = store.now().xid() + 1;
        List<String> tenants = tenants();
        Long since = seen;
        if (since == null) {
            wake(tenants);
        } else if (since < until) {
            wake(store.changed(tenants, since, until));
        }
        seen = until;
    }

    private synchronized List<String> tenants() {
        return List.copyOf(listeners.keySet());
    }

    private synchronized void wake(List<String> tenants) {
        tenants.forEach(tenant -> listeners.getOrDefault(tenant, Set.of()).forEach(Listener::wake));
    }

    /// Before the servers close: they wait for calls that are under way.
    @Override
    public void close() {
        closed = true;
        loops.close();
        wake(tenants());
    }
}
