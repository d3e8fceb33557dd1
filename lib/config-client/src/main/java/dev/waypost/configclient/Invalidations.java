package dev.waypost.configclient;

import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.work.Worker;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears which tenants changed and makes this process forget what is older.
@Singleton
@Requires(property = "waypost.service", notEquals = "config")
// The console asks for each page anew: it keeps no tenant in memory and needs neither Redis nor the master key.
@Requires(property = "waypost.service", notEquals = "console")
final class Invalidations implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Invalidations.class);

    private final Redis redis;
    private final TenantSnapshots snapshots;
    private @Nullable AutoCloseable subscription;

    Invalidations(Redis redis, TenantSnapshots snapshots) {
        this.redis = redis;
        this.snapshots = snapshots;
    }

    @Override
    public void start() {
        redis.onReconnect(snapshots::doubtAll);
        subscription = redis.subscribe(SnapshotKeys.CHANGED, this::heard);
    }

    @Override
    public void close() {
        try {
            if (subscription != null) {
                subscription.close();
            }
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("invalidations.close_failed");
        }
    }

    private void heard(String message) {
        try {
            SnapshotChanged changed = SnapshotCodec.changed(message);
            snapshots.announce(changed.tenantId(), changed.revision());
        } catch (IllegalArgumentException e) {
            // Not readable means not knowable which tenant: doubt them all.
            snapshots.doubtAll();
        }
    }
}
