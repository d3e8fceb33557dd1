package dev.waypost.ingress.gateway;

import dev.waypost.platform.fault.Fault;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How many users are locked, for a path that anybody may ask: counted once in a while, however often it is asked.
@Singleton
class LockCounts {
    private static final LockQuery ALL = new LockQuery("", "", Set.of());

    private record Counted(LockCount count, long nanos) {}

    private final LockListStore store;
    private final long lifeNanos;
    private final ReentrantLock counting = new ReentrantLock();
    private volatile @Nullable Counted last;

    LockCounts(LockListStore store, GatewaySettings settings) {
        this.store = store;
        this.lifeNanos = settings.counted().toNanos();
    }

    /// The two fields of the answer, as JSON without braces; empty while they were never counted. What was counted last
    /// stays when the store is away.
    String fields() {
        @Nullable Counted known = last;
        if ((known == null || System.nanoTime() - known.nanos() > lifeNanos) && counting.tryLock()) {
            try {
                known = new Counted(store.count(ALL), System.nanoTime());
            } catch (Fault away) {
                known = known == null ? null : new Counted(known.count(), System.nanoTime());
            } finally {
                last = known;
                counting.unlock();
            }
        }
        return known == null
                ? ""
                : "\"total_locked_users\":" + known.count().users() + ",\"unique_tenants\":"
                        + known.count().tenants();
    }
}
