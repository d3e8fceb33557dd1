package dev.waypost.config.snapshot;

import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisUnavailable;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Publishes what could not be published when it was committed, and everything when Redis comes back empty.
@Singleton
public final class SnapshotRelay implements Worker {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration FILLED_FOR = Duration.ofDays(1);
    private static final int PAGE = 500;

    private final SnapshotStore store;
    private final SnapshotPublisher publisher;
    private final Redis redis;
    private @Nullable Loop loop;

    SnapshotRelay(SnapshotStore store, SnapshotPublisher publisher, Redis redis) {
        this.store = store;
        this.publisher = publisher;
        this.redis = redis;
    }

    @Override
    public void start() {
        loop = Loop.every("snapshot-relay", PAUSE, this::runOnce);
        loop.wake();
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
    }

    /// Makes the next turn start now.
    public void wake() {
        if (loop != null) {
            loop.wake();
        }
    }

    /// Makes the next turn publish every tenant again, also those whose revision Redis holds already.
    ///
    /// @throws RedisUnavailable when it cannot be reached
    public void refill() {
        redis.delete(SnapshotKeys.FILLED);
        wake();
    }

    public void runOnce() {
        try {
            if (redis.get(SnapshotKeys.FILLED).isEmpty()) {
                publishAll(false);
                redis.set(SnapshotKeys.FILLED, "1", FILLED_FOR);
            } else {
                publishAll(true);
            }
        } catch (RedisUnavailable e) {
            // Consumers ask over gRPC meanwhile; the next turn tries again.
            return;
        }
    }

    private void publishAll(boolean onlyUnpublished) {
        String after = "";
        List<String> page;
        do {
            page = store.tenants(after, PAGE, onlyUnpublished);
            page.forEach(publisher::publish);
            after = page.isEmpty() ? after : page.getLast();
        } while (page.size() == PAGE);
    }
}
