package dev.waypost.platform.tally;

import dev.waypost.platform.tally.TallyBatch.Line;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// The tallies of everybody for whom this process does something.
@Singleton
public final class Tallies {
    /// Takes in a row without anything new before a tally is forgotten.
    private static final int MOST_IDLE = 60;

    private static final Tally IGNORED = new Tally(false);

    private final Map<String, Map<String, Tally>> tenants = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Tally others = new Tally(true);
    private final TallySettings settings;
    // Forgotten, but counted into by somebody who had looked them up before.
    private final Queue<Gone> gone = new ConcurrentLinkedQueue<>();

    private record Gone(String tenantId, String endpointId, Tally tally) {}

    Tallies(TallySettings settings) {
        this.settings = settings;
    }

    /// Look it up for each thing that is counted, and keep it no longer than that.
    ///
    /// @param endpointId empty where no endpoint is known
    public Tally of(String tenantId, String endpointId) {
        if (!settings.enabled()) {
            return IGNORED;
        }
        Map<String, Tally> endpoints = tenants.get(tenantId);
        Tally tally = endpoints == null ? null : endpoints.get(endpointId);
        return tally == null ? added(tenantId, endpointId) : tally;
    }

    private Tally added(String tenantId, String endpointId) {
        if (size.get() >= settings.mostEndpoints()) {
            return others;
        }
        Map<String, Tally> endpoints = tenants.compute(tenantId, (_, known) -> {
            Map<String, Tally> own = known == null ? new ConcurrentHashMap<>(2) : known;
            own.computeIfAbsent(endpointId, _ -> {
                size.incrementAndGet();
                return new Tally(true);
            });
            return own;
        });
        return endpoints.getOrDefault(endpointId, others);
    }

    /// Everything that was counted since the last time. One thread at a time.
    List<Line> take() {
        var lines = new ArrayList<Line>();
        for (Gone one = gone.poll(); one != null; one = gone.poll()) {
            add(lines, one.tenantId, one.endpointId, one.tally);
        }
        add(lines, "", "", others);
        tenants.forEach((tenantId, endpoints) -> endpoints.forEach((endpointId, tally) -> {
            add(lines, tenantId, endpointId, tally);
            if (tally.idle() >= MOST_IDLE) {
                forget(tenantId, endpointId, tally);
            }
        }));
        return lines;
    }

    private static void add(List<Line> lines, String tenantId, String endpointId, Tally tally) {
        String counts = tally.take();
        if (!counts.isEmpty()) {
            lines.add(new Line(tenantId, endpointId, counts));
        }
    }

    private void forget(String tenantId, String endpointId, Tally tally) {
        tenants.computeIfPresent(tenantId, (_, own) -> {
            if (own.remove(endpointId, tally)) {
                size.decrementAndGet();
            }
            return own.isEmpty() ? null : own;
        });
        Gone one = new Gone(tenantId, endpointId, tally);
        tally.forget(() -> gone.add(one));
        gone.add(one);
    }

    public int size() {
        return size.get();
    }
}
