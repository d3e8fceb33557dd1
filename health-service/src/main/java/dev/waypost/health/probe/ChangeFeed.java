package dev.waypost.health.probe;

import dev.waypost.configclient.SnapshotChanged;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.redis.Redis;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears which tenants changed, so that a new endpoint is probed at once and not at the next sweep.
@Singleton
class ChangeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private final Redis redis;
    private final Roster roster;
    private @Nullable AutoCloseable subscription;

    ChangeFeed(Redis redis, Roster roster) {
        this.redis = redis;
        this.roster = roster;
    }

    void start(Runnable afterChange) {
        subscription = redis.subscribe(SnapshotKeys.CHANGED, message -> {
            try {
                SnapshotChanged changed = SnapshotCodec.changed(message);
                roster.refresh(changed.tenantId(), changed.revision());
                afterChange.run();
            } catch (RuntimeException e) {
                // The next sweep finds the change.
                LOG.atWarn().setCause(e).log("roster.refresh_failed");
            }
        });
    }

    @Override
    public void close() {
        try {
            if (subscription != null) {
                subscription.close();
            }
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("change_feed.close_failed");
        }
    }
}
