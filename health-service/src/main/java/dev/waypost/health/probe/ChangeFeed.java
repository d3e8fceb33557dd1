package dev.waypost.health.probe;

import dev.waypost.configclient.SnapshotChanged;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Loops;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears which tenants changed, so that a new endpoint is probed at once and not at the next sweep. Many
/// changes at once are taken over together.
@Singleton
class ChangeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /// More than that is found by the next sweep.
    private static final int MOST = 10_000;

    private final Redis redis;
    private final Roster roster;
    private final Map<String, Long> pending = new HashMap<>();
    private @Nullable AutoCloseable subscription;
    private final Loops loops = new Loops();

    ChangeFeed(Redis redis, Roster roster) {
        this.redis = redis;
        this.roster = roster;
    }

    void start(Runnable afterChange) {
        Loop taking = loops.every("roster", PAUSE, () -> {
            Map<String, Long> changed = drain();
            if (!changed.isEmpty()) {
                roster.refresh(changed);
                afterChange.run();
            }
        });
        subscription = redis.subscribe(SnapshotKeys.CHANGED, message -> {
            try {
                SnapshotChanged changed = SnapshotCodec.changed(message);
                add(changed.tenantId(), changed.revision());
                taking.wake();
            } catch (RuntimeException e) {
                // The next sweep finds the change.
                LOG.atWarn().setCause(e).log("roster.unreadable_announcement");
            }
        });
    }

    private void add(String tenantId, long revision) {
        synchronized (pending) {
            if (pending.size() < MOST) {
                pending.merge(tenantId, revision, Math::max);
            }
        }
    }

    private Map<String, Long> drain() {
        synchronized (pending) {
            Map<String, Long> changed = new HashMap<>(pending);
            pending.clear();
            return changed;
        }
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
        loops.close();
    }
}
