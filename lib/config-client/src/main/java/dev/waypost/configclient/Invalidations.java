package dev.waypost.configclient;

import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows what changes, so that lookups in memory can be trusted: Redis, and config-service while Redis cannot be.
@Singleton
@Requires(property = "waypost.service", notEquals = "config")
// The console asks for each page anew: it keeps no tenant in memory and needs neither Redis nor the master key.
@Requires(property = "waypost.service", notEquals = "console")
final class Invalidations implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);
    private static final Duration POLL = Duration.ofMillis(250);
    /// How long Redis must have been silent before config-service is bothered, and good before it is left alone.
    private static final long PATIENCE = Duration.ofMillis(400).toNanos();

    private static final long RELIEF = Duration.ofSeconds(2).toNanos();

    private final Redis redis;
    private final TenantSnapshots snapshots;
    private final ChangeStream stream;
    private @Nullable AutoCloseable subscription;
    private final Loops loops = new Loops();
    private long since = System.nanoTime();
    private boolean live;
    private long streamNotBefore = since;
    private volatile boolean wanted;

    Invalidations(Redis redis, TenantSnapshots snapshots, ChangeStream stream) {
        this.redis = redis;
        this.snapshots = snapshots;
        this.stream = stream;
    }

    @Override
    public void start() {
        Loop loop = loops.every("snapshot-feed", POLL, this::poll);
        loop.wake();
        loops.every("snapshot-stream", POLL, this::follow);
        // What is said here only makes the next poll come sooner: it may be lost, doubled or late.
        subscription = redis.subscribe(SnapshotKeys.CHANGED, message -> loop.wake());
    }

    @Override
    public void close() {
        wanted = false;
        stream.end();
        loops.close();
        try {
            if (subscription != null) {
                subscription.close();
            }
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("invalidations.close_failed");
        }
    }

    private void poll() {
        long now = System.nanoTime();
        boolean reaches = snapshots.near().poll().reaches(now);
        if (reaches != live) {
            live = reaches;
            since = now;
        }
        if (live && wanted && now - since > RELIEF) {
            wanted = false;
            stream.end();
            LOG.atInfo().log("invalidations.redis_followed");
        } else if (!live && !wanted && now - since > PATIENCE) {
            wanted = true;
            LOG.atWarn().log("invalidations.redis_not_followed");
        }
    }

    private void follow() {
        if (wanted && System.nanoTime() - streamNotBefore >= 0) {
            Duration pause = stream.follow(snapshots.far(), () -> wanted);
            streamNotBefore = System.nanoTime() + pause.toNanos();
        }
    }
}
