package dev.waypost.ingress.cache;

import com.github.benmanes.caffeine.cache.Cache;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// The caches of this process. Each may be emptied at any time: what is in them is elsewhere too.
@Singleton
public class Caches {
    /// @param hits questions that it could answer, as far as it counts them
    public record Counted(String name, long entries, long hits, long misses) {}

    private final Map<String, Cache<?, ?>> known = new ConcurrentSkipListMap<>();

    /// Makes a cache known.
    public <K, V> Cache<K, V> named(String name, Cache<K, V> cache) {
        known.put(name, cache);
        return cache;
    }

    public List<String> names() {
        return List.copyOf(known.keySet());
    }

    public List<Counted> counted() {
        return known.entrySet().stream()
                .map(entry -> new Counted(
                        entry.getKey(),
                        entry.getValue().estimatedSize(),
                        entry.getValue().stats().hitCount(),
                        entry.getValue().stats().missCount()))
                .toList();
    }

    /// Empties one of them; answers about how many entries there were.
    public long clear(String name) {
        Cache<?, ?> cache = known.get(name);
        if (cache == null) {
            return 0;
        }
        cache.cleanUp();
        long entries = cache.estimatedSize();
        cache.invalidateAll();
        return entries;
    }
}
