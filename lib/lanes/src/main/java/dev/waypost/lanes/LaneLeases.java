package dev.waypost.lanes;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.work.Loops;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One worker's share of a queue's lanes: all of them when it is alone, an equal part when it is not.
///
/// The lease is one row that is renewed; a lane's epoch grows each time that it gets an owner, so whatever an earlier
/// owner still writes can be told apart. A worker over its share lets idle lanes go; one under it takes what is free.
public final class LaneLeases implements AutoCloseable {
    private final String queue;
    private final LeaseSettings settings;
    private final LeaseStore store;
    private final LongSupplier nanoTime;
    private @Nullable LeaseListener listener;
    private final Loops loops = new Loops();
    private final AtomicLong stolen = new AtomicLong();
    private boolean prepared;
    private boolean closed;
    private volatile Map<Integer, Long> held = Map.of();
    private volatile long aliveUntil;
    private volatile boolean renewed;

    public LaneLeases(String queue, Db db) {
        this(queue, db, LeaseSettings.defaults());
    }

    public LaneLeases(String queue, Db db, LeaseSettings settings) {
        this(queue, db, settings, System::nanoTime);
    }

    LaneLeases(String queue, Db db, LeaseSettings settings, LongSupplier nanoTime) {
        this.queue = queue;
        this.settings = settings;
        this.store = new LeaseStore(db, queue, Ids.next("wrk"));
        this.nanoTime = nanoTime;
    }

    public String queue() {
        return queue;
    }

    /// The lanes held now, each with its epoch; none once the lease ran out without a renewal.
    public Map<Integer, Long> held() {
        return alive() ? held : Map.of();
    }

    /// Lanes that were taken from a worker whose lease had run out, so far.
    public long stolen() {
        return stolen.get();
    }

    /// Whether the lease still runs, by this process's own reckoning: nothing new may begin when it does not.
    boolean alive() {
        return renewed && nanoTime.getAsLong() - aliveUntil < 0;
    }

    synchronized void join(LeaseListener worker) {
        if (listener != null) {
            throw new IllegalStateException("the lanes of " + queue + " have a worker already");
        }
        listener = worker;
    }

    /// Renews on its own from now on.
    synchronized void start() {
        loops.every("lanes-" + queue, settings.renew(), this::runOnce);
        loops.wake();
    }

    /// Looks at once whether lanes were lost.
    void recheck() {
        loops.wake();
    }

    /// One sign of life: renews, notices lost lanes, and moves towards the fair share.
    public synchronized void runOnce() {
        if (closed) {
            return;
        }
        if (!prepared) {
            store.prepare();
            prepared = true;
        }
        // Counted from before the call: PostgreSQL's lease can only last longer than ours.
        long before = nanoTime.getAsLong();
        int workers = store.renew(settings.lease());
        var lanes = new HashMap<>(store.owned());
        int share = Math.ceilDiv(LaneKey.LANES, Math.max(1, workers));
        if (lanes.size() < share) {
            LeaseStore.Gained gained = store.acquire(share - lanes.size());
            lanes.putAll(gained.epochs());
            stolen.addAndGet(gained.stolen());
        } else if (lanes.size() > share) {
            letGo(lanes, lanes.size() - share);
        }
        aliveUntil = before + settings.lease().toNanos();
        renewed = true;
        publish(lanes);
    }

    private void letGo(Map<Integer, Long> lanes, int excess) {
        var released = new ArrayList<Integer>(excess);
        for (int lane : new TreeSet<>(lanes.keySet()).descendingSet()) {
            if (released.size() == excess) {
                break;
            }
            if (listener == null || listener.letGo(lane)) {
                released.add(lane);
            }
        }
        released.forEach(lanes::remove);
        held = Map.copyOf(lanes);
        store.release(released);
    }

    private void publish(Map<Integer, Long> lanes) {
        held = Map.copyOf(lanes);
        if (listener != null) {
            listener.holding(held);
        }
    }

    /// Gives back what nothing runs on; the rest is free when the lease runs out.
    @Override
    public void close() {
        loops.close();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            LeaseListener worker = listener;
            List<Integer> idle = held.keySet().stream()
                    .filter(lane -> worker == null || worker.letGo(lane))
                    .toList();
            held = Map.of();
            if (prepared) {
                store.leave(idle);
            }
        }
    }
}
