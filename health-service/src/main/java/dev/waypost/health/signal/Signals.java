package dev.waypost.health.signal;

import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what went through endpoints: takes it from whoever counts, and hands it to whoever judges, a few
/// seconds later.
@Singleton
public class Signals implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final int BATCH = 5_000;

    private final SignalStore store;
    private final SignalSettings settings;
    private final Map<String, Traffic> pending = new HashMap<>();
    private volatile Map<String, Signal> known = Map.of();
    private final Loops loops = new Loops();

    Signals(SignalStore store, SignalSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /// Something went through, as this process heard first.
    public void counted(List<Traffic> traffic) {
        synchronized (pending) {
            for (Traffic one : traffic) {
                if (!one.isEmpty() && pending.size() < settings.mostPending()) {
                    pending.merge(one.key(), one, Traffic::plus);
                }
            }
        }
    }

    public Signal of(String tenantId, String endpointId) {
        return known.getOrDefault(tenantId + '/' + endpointId, Signal.NONE);
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            loops.every("signals", settings.flush(), this::runOnce);
        }
    }

    /// Writes what was heard, and reads what all processes wrote.
    public void runOnce() {
        write();
        known = store.read(settings.recentMinutes(), settings.patienceMinutes());
        while (store.forget(settings.patienceMinutes(), BATCH) == BATCH) {
            // More is old.
        }
    }

    private void write() {
        List<Traffic> heard;
        synchronized (pending) {
            heard = new ArrayList<>(pending.values());
            pending.clear();
        }
        for (int from = 0; from < heard.size(); from += BATCH) {
            store.add(heard.subList(from, Math.min(heard.size(), from + BATCH)));
        }
    }

    @Override
    public void close() {
        loops.close();
        try {
            write();
        } catch (RuntimeException e) {
            // Some seconds of statistics.
            LOG.atWarn().setCause(e).log("signals.lost");
        }
    }
}
