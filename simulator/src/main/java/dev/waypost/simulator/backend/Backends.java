package dev.waypost.simulator.backend;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.simulator.http.HttpRequest;
import dev.waypost.simulator.http.Json;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/// What the customer backends got. Bounded over all of them: the oldest request is forgotten first.
public final class Backends {
    private static final int MOST_REQUESTS = 20_000;
    private static final long MOST_BYTES = 64L * 1024 * 1024;
    private static final int MOST_NAMES = 10_000;

    private final InstantSource clock;
    private final ArrayDeque<Received> all = new ArrayDeque<>();
    private final Map<String, Backend> byName = new TreeMap<>();
    private long weight;

    public Backends(InstantSource clock) {
        this.clock = clock;
    }

    private static final class Backend {
        final ArrayDeque<Received> kept = new ArrayDeque<>();
        long total;
    }

    synchronized void record(String name, HttpRequest request, String outcome) {
        if (!byName.containsKey(name) && byName.size() == MOST_NAMES) {
            byName.values().removeIf(backend -> backend.kept.isEmpty());
        }
        Backend backend = byName.computeIfAbsent(name, absent -> new Backend());
        Received received = new Received(++backend.total, name, request, clock.instant(), outcome);
        backend.kept.add(received);
        all.add(received);
        weight += received.weight();
        while (all.size() > MOST_REQUESTS || weight > MOST_BYTES || byName.size() > MOST_NAMES) {
            forgetOldest();
        }
    }

    /// The oldest of all is also the oldest of its backend.
    private void forgetOldest() {
        Received oldest = all.remove();
        weight -= oldest.weight();
        Backend backend = byName.get(oldest.backend());
        if (backend != null) {
            backend.kept.remove();
            if (backend.kept.isEmpty() && byName.size() > MOST_NAMES) {
                byName.remove(oldest.backend());
            }
        }
    }

    /// What one backend got, oldest first; an unknown backend got nothing.
    ///
    /// @param after only requests with a larger number
    public ObjectNode show(String name, long after, int limit) {
        ArrayNode requests = Json.array();
        long total;
        long forgotten;
        synchronized (this) {
            Backend backend = byName.getOrDefault(name, new Backend());
            total = backend.total;
            forgotten = total - backend.kept.size();
            backend.kept.stream()
                    .filter(received -> received.number() > after)
                    .limit(limit)
                    .forEach(received -> requests.add(received.show()));
        }
        ObjectNode shown = Json.object().put("name", name).put("total", total).put("forgotten", forgotten);
        shown.set("requests", requests);
        return shown;
    }

    /// Every backend's name and count.
    public synchronized ObjectNode show() {
        ArrayNode names = Json.array();
        byName.forEach(
                (name, backend) -> names.add(Json.object().put("name", name).put("total", backend.total)));
        ObjectNode shown = Json.object();
        shown.set("backends", names);
        return shown;
    }

    public synchronized void clear() {
        all.clear();
        byName.clear();
        weight = 0;
    }
}
