package dev.waypost.config.snapshot;

import dev.waypost.configclient.SealedSnapshot;
import dev.waypost.configclient.SnapshotChanged;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import jakarta.inject.Singleton;
import java.util.List;

/// Writes committed snapshots into Redis, never an older one over a newer one.
@Singleton
public final class SnapshotPublisher {
    private static final RedisScript PUBLISH = RedisScript.of("classpath:services/config/redis/publish.lua");

    private final SnapshotStore store;
    private final Redis redis;

    SnapshotPublisher(SnapshotStore store, Redis redis) {
        this.store = store;
        this.redis = redis;
    }

    /// Brings Redis to what is committed now.
    ///
    /// @throws dev.waypost.platform.redis.RedisUnavailable when it cannot be reached; the relay tries again
    public void publish(String tenantId) {
        store.read(tenantId).ifPresent(snapshot -> {
            write(snapshot);
            store.published(tenantId, snapshot.revision());
        });
    }

    /// Whether it was written; it is not when Redis holds a higher revision.
    boolean write(SealedSnapshot snapshot) {
        return redis.eval(
                        PUBLISH,
                        List.of(SnapshotKeys.snapshot(snapshot.tenantId())),
                        Long.toString(snapshot.revision()),
                        SnapshotCodec.encode(snapshot),
                        SnapshotKeys.CHANGED,
                        SnapshotCodec.encode(new SnapshotChanged(snapshot.tenantId(), snapshot.revision())))
                == 1;
    }
}
