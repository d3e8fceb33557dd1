package dev.waypost.ingress.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.ingress.cache.Caches;
import dev.waypost.lanes.GroupCommit;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/// Webhook bodies for the deliveries that carry them: from memory when they were received here, else from the store.
@Singleton
public class Bodies {
    record Key(String tenantId, String bodyId) {}

    private final Cache<Key, Body> recent;
    private final GroupCommit<Key, Optional<Body>> reads;

    Bodies(DeliveryStore store, DeliverySettings settings, Caches caches) {
        this.recent = caches.named(
                "bodies",
                Caffeine.newBuilder()
                        .maximumWeight(settings.cachedBodyBytes())
                        .weigher((Key key, Body body) -> body.bytes().length + 256)
                        .expireAfterWrite(Duration.ofMinutes(1))
                        .executor(Runnable::run)
                        .recordStats()
                        .build());
        this.reads = new GroupCommit<>("bodies", 64, Duration.ofMillis(1), store::bodies);
    }

    /// Keeps a body that was just committed.
    public void remember(String tenantId, String bodyId, Body body) {
        recent.put(new Key(tenantId, bodyId), body);
    }

    /// The body; empty when it is not kept any more.
    public Optional<Body> of(String tenantId, String bodyId) {
        var key = new Key(tenantId, bodyId);
        Optional<Body> known = Optional.ofNullable(recent.getIfPresent(key));
        return known.isPresent() ? known : reads.submit(key);
    }

    @PreDestroy
    void close() {
        reads.close();
    }
}
