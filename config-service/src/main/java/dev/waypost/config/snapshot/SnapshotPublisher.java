package dev.waypost.config.snapshot;

import dev.waypost.config.snapshot.OutboxStore.Change;
import dev.waypost.configclient.SealedSnapshot;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes committed snapshots into Redis, never an older one over a newer one.
@Singleton
public final class SnapshotPublisher {
    private static final RedisScript WRITE = RedisScript.of("classpath:services/config/redis/write.lua");
    /// As many as Redis writes in a millisecond: it serves nobody else meanwhile.
    private static final int PAGE = 50;

    private final SnapshotStore store;
    private final OutboxStore outbox;
    private final Redis redis;
    private volatile String identity = "";

    SnapshotPublisher(SnapshotStore store, OutboxStore outbox, Redis redis) {
        this.store = store;
        this.outbox = outbox;
        this.redis = redis;
    }

    /// Brings Redis to what is committed now of these tenants; those that are gone are removed.
    ///
    /// @throws dev.waypost.platform.redis.RedisUnavailable when it cannot be reached; the relay tries again
    public void publish(Collection<String> tenantIds) {
        publish(tenantIds, "");
    }

    /// Brings Redis to what is committed now.
    public void publish(String tenantId) {
        publish(List.of(tenantId));
    }

    /// Removes the tenant's snapshot and lets every consumer know that the tenant is gone.
    ///
    /// The relay does so by itself once the tenant's row is deleted; this is for who cannot wait for it.
    ///
    /// @param revision higher than any that the tenant had
    public void forget(String tenantId, long revision) {
        announce(List.of(new Change(tenantId, revision, true)), "");
    }

    /// Whether all were written; not when Redis must be filled first.
    boolean publish(Collection<String> tenantIds, String fill) {
        boolean complete = true;
        var all = new ArrayList<>(tenantIds);
        for (int from = 0; from < all.size(); from += PAGE) {
            List<String> page = all.subList(from, Math.min(all.size(), from + PAGE));
            Map<String, SealedSnapshot> found = store.read(page);
            var entries = new ArrayList<String>();
            var revisions = new HashMap<String, Long>();
            for (String tenantId : page) {
                SealedSnapshot snapshot = found.get(tenantId);
                if (snapshot != null) {
                    add(entries, tenantId, snapshot.revision(), SnapshotCodec.encode(snapshot));
                    revisions.put(tenantId, snapshot.revision());
                } else {
                    Optional<Change> gone = outbox.tombstone(tenantId);
                    gone.ifPresent(g -> {
                        add(entries, tenantId, -g.revision(), "");
                        revisions.put(tenantId, g.revision());
                    });
                    // Neither there nor gone: made again this moment, and seen the next time.
                    complete &= gone.isPresent();
                }
            }
            if (!write(fill, entries, revisions)) {
                return false;
            }
        }
        return complete;
    }

    /// Whether all were written; not when Redis must be filled first.
    boolean announce(List<Change> changes, String fill) {
        var entries = new ArrayList<String>();
        var revisions = new HashMap<String, Long>();
        for (Change change : changes) {
            if (change.gone()) {
                add(entries, change.member(), -change.revision(), "");
            } else {
                entries.addAll(List.of(change.member(), Long.toString(change.revision()), "", ""));
            }
            revisions.put(change.member(), change.revision());
        }
        return write(fill, entries, revisions);
    }

    /// The database whose snapshots are written from now on.
    void of(String database) {
        identity = database;
    }

    private boolean write(String fill, List<String> entries, Map<String, Long> revisions) {
        if (entries.isEmpty()) {
            return true;
        }
        if (identity.isEmpty()) {
            identity = outbox.identity();
        }
        var arguments = new ArrayList<>(List.of(identity, fill, SnapshotKeys.CHANGED));
        arguments.addAll(entries);
        long written =
                redis.eval(WRITE, List.of(SnapshotKeys.REVISIONS, SnapshotKeys.FEED), arguments.toArray(String[]::new));
        if (written < 0) {
            return false;
        }
        outbox.published(revisions);
        return true;
    }

    private static void add(List<String> entries, String tenantId, long revision, String snapshot) {
        entries.addAll(List.of(tenantId, Long.toString(revision), SnapshotKeys.snapshot(tenantId), snapshot));
    }
}
