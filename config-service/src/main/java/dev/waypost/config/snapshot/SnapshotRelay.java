package dev.waypost.config.snapshot;

import dev.waypost.config.snapshot.OutboxStore.Change;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import dev.waypost.platform.redis.RedisUnavailable;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes what could not be published when it was committed, everything when Redis comes back empty, and vouches
/// after each turn that all that was committed before it is in Redis. Consumers rely on Redis only while it does.
@Singleton
public final class SnapshotRelay implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotRelay.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int PAGE = 500;
    private static final RedisScript TURN = RedisScript.of("classpath:services/config/redis/turn.lua");
    private static final RedisScript DONE = RedisScript.of("classpath:services/config/redis/done.lua");
    private static final RedisScript FILLED = RedisScript.of("classpath:services/config/redis/filled.lua");
    private static final RedisScript DISCARD = RedisScript.of("classpath:services/config/redis/discard.lua");
    private static final RedisScript LEAVE = RedisScript.of("classpath:services/config/redis/leave.lua");

    private final OutboxStore outbox;
    private final SnapshotPublisher publisher;
    private final Redis redis;
    private boolean foreign;
    private @Nullable String unfinished;
    private final Loops loops = new Loops();

    SnapshotRelay(OutboxStore outbox, SnapshotPublisher publisher, Redis redis) {
        this.outbox = outbox;
        this.publisher = publisher;
        this.redis = redis;
    }

    @Override
    public void start() {
        try {
            // An empty Redis is marked as ours before the first change: what is not marked takes no snapshot.
            turn();
        } catch (RedisUnavailable | Fault e) {
            LOG.atWarn().log("snapshot_relay.redis_away");
        }
        loops.every("snapshot-relay", PAUSE, this::runOnce);
        loops.wake();
    }

    @Override
    public void close() {
        loops.close();
        try {
            redis.eval(LEAVE, List.of(SnapshotKeys.REVISIONS), outbox.identity());
        } catch (RedisUnavailable | Fault e) {
            LOG.atDebug().setCause(e).log("snapshot_relay.left_unsaid");
        }
    }

    /// Makes the next turn start now.
    public void wake() {
        loops.wake();
    }

    /// Makes the next turn publish every tenant again, also those whose revision Redis holds already.
    ///
    /// @throws RedisUnavailable when it cannot be reached
    public void refill() {
        redis.delete(SnapshotKeys.FEED);
        wake();
    }

    public synchronized void runOnce() {
        try {
            if (unfinished == null) {
                turn();
            }
            String fill = unfinished;
            if (fill != null) {
                unfinished = null;
                fill(fill);
            }
        } catch (RedisUnavailable e) {
            // Consumers ask over gRPC meanwhile; the next turn tries again.
            return;
        }
    }

    private synchronized void turn() {
        String identity = outbox.identity();
        publisher.of(identity);
        String fill = Ids.next("fil");
        List<String> turn = redis.evalForList(
                TURN, List.of(SnapshotKeys.REVISIONS, SnapshotKeys.FEED, SnapshotKeys.DISCARDED), identity, fill);
        switch (turn.getFirst()) {
            case "live" -> {
                if (publishRest()) {
                    redis.eval(DONE, List.of(SnapshotKeys.REVISIONS), turn.get(1), turn.get(2), turn.get(3));
                }
            }
            case "fill" -> unfinished = fill;
            default -> foreign(turn.getFirst().equals("foreign"));
        }
    }

    /// Whether everything that was committed before is in Redis now.
    private boolean publishRest() {
        String after = "";
        List<Change> page;
        do {
            page = outbox.unpublished(after, PAGE);
            var tenants = new ArrayList<String>();
            var others = new ArrayList<Change>();
            for (Change change : page) {
                after = change.member();
                if (change.gone() || after.contains(":")) {
                    others.add(change);
                } else {
                    tenants.add(after);
                }
            }
            if (!publisher.publish(tenants, "") || !publisher.announce(others, "")) {
                return false;
            }
        } while (page.size() == PAGE);
        return true;
    }

    private void fill(String fill) {
        LOG.atInfo().log("snapshot_relay.fill_began");
        String after = "";
        List<String> page;
        do {
            page = outbox.tenants(after, PAGE);
            if (!publisher.publish(page, fill)) {
                return;
            }
            after = page.isEmpty() ? after : page.getLast();
        } while (page.size() == PAGE);
        // Those that are gone too, or a publisher that read one long ago could bring it back.
        after = "";
        List<Change> gone;
        do {
            gone = outbox.gone(after, PAGE);
            if (!publisher.announce(gone, fill)) {
                return;
            }
            after = gone.isEmpty() ? after : gone.getLast().member();
        } while (gone.size() == PAGE);
        if (redis.eval(FILLED, List.of(SnapshotKeys.REVISIONS, SnapshotKeys.FEED), fill) == 1) {
            LOG.atInfo().log("snapshot_relay.filled");
            wake();
            long left;
            do {
                left = redis.eval(
                        DISCARD, List.of(SnapshotKeys.REVISIONS, SnapshotKeys.DISCARDED), SnapshotKeys.snapshot(""));
            } while (left > 0);
        }
    }

    private void foreign(boolean now) {
        if (now && !foreign) {
            LOG.atError().log("snapshot_relay.redis_serves_another_database");
        }
        foreign = now;
    }
}
