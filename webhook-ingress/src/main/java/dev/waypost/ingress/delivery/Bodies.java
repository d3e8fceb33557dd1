package dev.waypost.ingress.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.ingress.cache.Caches;
import dev.waypost.ingress.seal.BodySeal;
import dev.waypost.lanes.GroupCommit;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Webhook bodies for the deliveries that carry them: from memory when they were received here, else from the store.
@Singleton
public class Bodies {
    record Key(String tenantId, String bodyId) {}

    /// @param askers deliveries that have not asked for it yet
    private record Kept(Body body, AtomicInteger askers) {}

    private final Cache<Key, Kept> recent;
    private final GroupCommit<Key, Optional<Body>> reads;
    private final BodySeal seal;

    Bodies(DeliveryStore store, BodySeal seal, DeliverySettings settings, Caches caches) {
        this.seal = seal;
        this.recent = caches.named(
                "bodies",
                Caffeine.newBuilder()
                        .maximumWeight(settings.cachedBodyBytes())
                        .weigher((Key key, Kept kept) -> kept.body().bytes().length + 256)
                        .expireAfterWrite(Duration.ofMinutes(1))
                        .executor(Runnable::run)
                        .recordStats()
                        .build());
        this.reads = new GroupCommit<>("bodies", 64, Duration.ofMillis(1), store::bodies);
    }

    /// Keeps a body that was just committed, as it was received, for the first try of each of its deliveries.
    public void remember(String tenantId, String bodyId, Body body, int deliveries) {
        recent.put(new Key(tenantId, bodyId), new Kept(body, new AtomicInteger(deliveries)));
    }

    /// The body as it was received; empty when it is not kept any more.
    ///
    /// @throws dev.waypost.platform.crypto.SealBroken when it does not open; those read along with it do
    public Optional<Body> of(String tenantId, String bodyId) {
        var key = new Key(tenantId, bodyId);
        @Nullable Kept kept = recent.getIfPresent(key);
        if (kept == null) {
            return reads.submit(key).map(stored -> opened(key, stored));
        }
        // Whoever tries again reads the store: a full cache turns away what is new, for the sake of what is old.
        if (kept.askers().decrementAndGet() == 0) {
            recent.invalidate(key);
        }
        return Optional.of(kept.body());
    }

    private Body opened(Key key, Body stored) {
        return BodySeal.isSealed(stored.bytes())
                ? stored.with(seal.opened(key.tenantId(), key.bodyId(), stored.bytes()))
                : stored;
    }

    @PreDestroy
    void close() {
        reads.close();
    }
}
