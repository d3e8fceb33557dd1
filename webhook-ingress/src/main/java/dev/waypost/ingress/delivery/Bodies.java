package dev.waypost.ingress.delivery;

import dev.waypost.ingress.cache.Caches;
import dev.waypost.ingress.seal.BodySeal;
import dev.waypost.lanes.GroupCommit;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/// Webhook bodies for the deliveries that carry them: from memory when they were received here, else from the store.
@Singleton
public class Bodies {
    record Key(String tenantId, String bodyId) {}

    private final Remembered<Key, Body> recent;
    private final GroupCommit<Key, Optional<Body>> reads;
    private final BodySeal seal;

    Bodies(DeliveryStore store, BodySeal seal, DeliverySettings settings, Caches caches) {
        this.seal = seal;
        this.recent = new Remembered<>(
                "bodies", settings.cachedBodyBytes(), (key, body) -> body.bytes().length + 256, caches);
        this.reads = new GroupCommit<>("bodies", 64, Duration.ofMillis(1), store::bodies);
    }

    /// Keeps a body that was just committed, as it was received, for the first try of each of its deliveries.
    public void remember(String tenantId, String bodyId, Body body, int deliveries) {
        recent.put(new Key(tenantId, bodyId), body, deliveries);
    }

    /// The body as it was received; empty when it is not kept any more.
    ///
    /// @throws dev.waypost.platform.crypto.SealBroken when it does not open; those read along with it do
    public Optional<Body> of(String tenantId, String bodyId) {
        var key = new Key(tenantId, bodyId);
        return recent.ask(key).or(() -> reads.submit(key).map(stored -> opened(key, stored)));
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
