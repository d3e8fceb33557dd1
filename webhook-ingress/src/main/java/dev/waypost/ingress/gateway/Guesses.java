package dev.waypost.ingress.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.ingress.cache.Caches;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// What was last seen of users. It may be out of date at any moment, and says only what to prepare for: the commit
/// compares it with the store.
@Singleton
final class Guesses {
    private record Key(String gatewayId, List<String> names) {}

    private final Cache<Key, Found> last;

    Guesses(GatewaySettings settings, MeterRegistry meters, Caches caches) {
        last = caches.named(
                "gateway-users",
                Caffeine.newBuilder()
                        .maximumSize(settings.remembered())
                        .executor(Runnable::run)
                        .recordStats()
                        .build());
        meters.gauge("waypost.ingress.gateway.remembered", last, Cache::estimatedSize);
    }

    Optional<Found> of(String gatewayId, List<String> names) {
        return Optional.ofNullable(last.getIfPresent(new Key(gatewayId, names)));
    }

    void remember(String gatewayId, List<String> names, Found found) {
        if (found.locks().isEmpty()) {
            // Whoever is nobody's says so by being missing: strangers must not push out users.
            last.invalidate(new Key(gatewayId, names));
        } else {
            last.put(new Key(gatewayId, names), found);
        }
    }

    void clear() {
        last.invalidateAll();
    }
}
