package dev.waypost.ingress.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import dev.waypost.ingress.cache.Caches;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What was committed here a moment ago, for the first try of each delivery that asks for it.
///
/// Whoever tries again reads the store: a full cache turns away what is new, for the sake of what is old.
final class Remembered<K, V> {
    /// @param askers deliveries that have not asked for it yet
    private record Kept<V>(V value, AtomicInteger askers) {}

    private final Cache<K, Kept<V>> recent;

    /// @param bytes that a value holds
    Remembered(String name, long mostBytes, Weigher<K, V> bytes, Caches caches) {
        this.recent = caches.named(
                name,
                Caffeine.newBuilder()
                        .maximumWeight(mostBytes)
                        .weigher((K key, Kept<V> kept) -> bytes.weigh(key, kept.value()))
                        .expireAfterWrite(Duration.ofMinutes(1))
                        .executor(Runnable::run)
                        .recordStats()
                        .build());
    }

    void put(K key, V value, int askers) {
        recent.put(key, new Kept<>(value, new AtomicInteger(askers)));
    }

    /// The last asker takes it away.
    Optional<V> ask(K key) {
        @Nullable Kept<V> kept = recent.getIfPresent(key);
        if (kept == null) {
            return Optional.empty();
        }
        if (kept.askers().decrementAndGet() == 0) {
            recent.invalidate(key);
        }
        return Optional.of(kept.value());
    }
}
