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
///
/// What has something to take says so itself: with tens of thousands of endpoints, a look at each of them every second
/// cost more than all the counting.
@Singleton
public final class Tallies {
    /// Takes between two looks for what nobody counts into any more.
    private static final int SWEEP = 30;

    private static final Tally IGNORED = new Tally("", "", null);

    private final Map<String, Map<String, Tally>> tenants = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Queue<Tally> counted = new ConcurrentLinkedQueue<>();
    private final Tally others = new Tally("", "", counted);
    /// Where a take ends: what is counted meanwhile is for the next one.
    private final Tally end = new Tally("", "", null);
    private final TallySettings settings;
    private int takes;

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
                return new Tally(tenantId, endpointId, counted);
            });
            return own;
        });
        return endpoints.getOrDefault(endpointId, others);
    }

    /// Everything that was counted since the last time. One thread at a time.
    List<Line> take() {
        var lines = new ArrayList<Line>();
        counted.add(end);
        for (Tally tally = counted.remove(); tally != end; tally = counted.remove()) {
            String counts = tally.take();
            if (!counts.isEmpty()) {
                lines.add(new Line(tally.tenantId, tally.endpointId, counts));
            }
        }
        if (++takes % SWEEP == 0) {
            tenants.forEach((tenantId, endpoints) -> endpoints.forEach((endpointId, tally) -> {
                if (!tally.used()) {
                    forget(tenantId, endpointId, tally);
                }
            }));
        }
        return lines;
    }

    /// Whoever looked it up before may count into it at any time after, and it is taken then.
    private void forget(String tenantId, String endpointId, Tally tally) {
        tenants.computeIfPresent(tenantId, (_, own) -> {
            if (own.remove(endpointId, tally)) {
                size.decrementAndGet();
            }
            return own.isEmpty() ? null : own;
        });
    }

    public int size() {
        return size.get();
    }
}
