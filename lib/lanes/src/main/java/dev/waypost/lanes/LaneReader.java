package dev.waypost.lanes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills a worker's memory: from rows just accepted here, else from the table. One thread, one look at a time.
final class LaneReader<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LaneReader.class);
    private static final Duration SOON = Duration.ofMillis(10);
    /// Looks that nobody asked for take a tenth of the time at most, whatever stands in the table.
    private static final int PAUSE_PER_READ = 10;
    /// Looks at those who have room again come no more often than this, nor take more than half of the time.
    private static final Duration TOGETHER = Duration.ofMillis(20);

    private final String name;
    private final WorkSource<T, ?> source;
    private final LaneLeases leases;
    private final LaneSettings settings;
    private final ReentrantLock lock;
    private final Condition changed;
    private final Backlog<T> backlog;
    private final Runnable dispatch;
    private final Thread thread;
    private final ArrayDeque<WorkItem<T>> offers = new ArrayDeque<>();
    private long nextRead = System.nanoTime();
    private long nextOwed = nextRead;
    private long sleepsUntil = nextRead;
    private String after = "";
    private boolean more;
    private boolean closed;

    LaneReader(
            String name,
            WorkSource<T, ?> source,
            LaneLeases leases,
            LaneSettings settings,
            ReentrantLock lock,
            Backlog<T> backlog,
            Runnable dispatch) {
        this.name = name;
        this.source = source;
        this.leases = leases;
        this.settings = settings;
        this.lock = lock;
        this.changed = lock.newCondition();
        this.backlog = backlog;
        this.dispatch = dispatch;
        this.thread = Thread.ofVirtual().name("lane-reader-" + name).unstarted(this::readUntilClosed);
    }

    void start() {
        thread.start();
    }

    /// Takes the rows in that are known to be next; asks the table about the rest.
    void offer(List<Offer<T>> made) {
        lock.lock();
        try {
            for (Offer<T> offer : made) {
                if (backlog.take(offer)) {
                    continue;
                }
                if (offers.size() >= settings.backlog()) {
                    // Not lost: it is in the table.
                    more = true;
                    break;
                }
                if (backlog.wants(offer.item())) {
                    offers.addLast(offer.item());
                }
            }
            if (!offers.isEmpty()) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        dispatch.run();
    }

    void wake() {
        readWithin(Duration.ZERO);
    }

    void readWithin(Duration wait) {
        lock.lock();
        try {
            long at =
                    System.nanoTime() + Math.min(wait.toNanos(), settings.poll().toNanos());
            if (at - nextRead < 0) {
                nextRead = at;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Somebody may begin earlier than what is waited for.
    void wakeAnew() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Something ended; a read that was stopped by the bounds may go on.
    void roomMade() {
        lock.lock();
        try {
            // Who has room again waits for others who soon will, and nobody is woken for that.
            boolean early = backlog.owes() && nextOwed - sleepsUntil < 0;
            if ((more || early) && backlog.roomy()) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void readUntilClosed() {
        while (awaitReason()) {
            try {
                takeOffers();
                if (readIsDue()) {
                    read();
                }
                if (owedIsDue()) {
                    readOwed();
                }
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("queue", name).setCause(e).log("lane.read_failed");
                readLater();
            }
            dispatch.run();
        }
    }

    private boolean awaitReason() {
        lock.lock();
        try {
            while (!closed) {
                long now = System.nanoTime();
                // Whoever goes on has to be dispatched, and what had left the memory is to be read.
                boolean woken = backlog.nextWake().orElse(now + 1) - now <= 0;
                backlog.wake(now);
                long wait = Math.min(nextRead - now, backlog.nextWake().orElse(nextRead) - now);
                if (backlog.owes() && backlog.roomy()) {
                    wait = Math.min(wait, nextOwed - now);
                }
                if (woken || wait <= 0 || !offers.isEmpty() || (more && backlog.roomy())) {
                    return true;
                }
                sleepsUntil = now + wait;
                changed.awaitNanos(wait);
            }
            return false;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean readIsDue() {
        lock.lock();
        try {
            return nextRead - System.nanoTime() <= 0 || (more && backlog.roomy());
        } finally {
            lock.unlock();
        }
    }

    private boolean owedIsDue() {
        lock.lock();
        try {
            return backlog.owes() && backlog.roomy() && nextOwed - System.nanoTime() <= 0;
        } finally {
            lock.unlock();
        }
    }

    private void takeOffers() {
        var batch = new ArrayList<WorkItem<T>>();
        Look look;
        lock.lock();
        try {
            while (!offers.isEmpty() && batch.size() < settings.readBatch()) {
                WorkItem<T> item = offers.removeFirst();
                if (backlog.wants(item)) {
                    batch.add(item);
                }
            }
            if (batch.isEmpty()) {
                return;
            }
            if (backlog.makeRoom() < batch.size() || !leases.alive()) {
                more = true;
                return;
            }
            look = backlog.look(batch);
        } finally {
            lock.unlock();
        }
        Set<Long> ready = Set.of();
        try {
            ready = source.ready(batch, look.leases());
        } finally {
            absorb(look, Offer.withoutGaps(batch, ready));
        }
        if (ready.size() < batch.size()) {
            readWithin(SOON);
        }
    }

    private void read() {
        Look look;
        int limit;
        long begun = System.nanoTime();
        long planned = begun + settings.poll().toNanos();
        lock.lock();
        try {
            nextRead = planned;
            limit = Math.min(settings.readBatch(), backlog.makeRoom());
            more = limit == 0;
            if (limit == 0 || !leases.alive()) {
                return;
            }
            look = backlog.look(after);
        } finally {
            lock.unlock();
        }
        List<WorkItem<T>> rows = List.of();
        try {
            if (!look.leases().epochs().isEmpty()) {
                rows = source.read(look.leases(), limit);
            }
        } finally {
            absorb(look, rows);
        }
        lock.lock();
        try {
            // Who stands before the tenant that this read began with has not been asked for.
            more |= rows.size() >= limit || !after.isEmpty();
            after = rows.size() >= limit ? rows.getLast().tenantId() : "";
            if (nextRead == planned) {
                nextRead = Math.max(planned, begun + (System.nanoTime() - begun) * PAUSE_PER_READ);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Asks about those who have room again, and about nobody else: what waits for the others may be all of the table.
    /// When it fails, the read of everybody that follows finds them.
    private void readOwed() {
        Look look;
        List<String> owed;
        int limit;
        long begun = System.nanoTime();
        lock.lock();
        try {
            nextOwed = begun + TOGETHER.toNanos();
            limit = Math.min(settings.readBatch(), backlog.makeRoom());
            if (limit == 0 || !leases.alive()) {
                return;
            }
            owed = backlog.takeOwed(limit);
            if (owed.isEmpty()) {
                return;
            }
            look = backlog.lookOf(owed, limit);
        } finally {
            lock.unlock();
        }
        List<WorkItem<T>> rows = List.of();
        try {
            rows = source.readOf(owed, look.leases(), limit);
        } finally {
            absorb(look, rows);
        }
        lock.lock();
        try {
            long took = System.nanoTime() - begun;
            nextOwed = Math.max(nextOwed, begun + took * 2);
        } finally {
            lock.unlock();
        }
    }

    private void absorb(Look look, List<WorkItem<T>> rows) {
        lock.lock();
        try {
            backlog.absorb(look, rows);
        } finally {
            lock.unlock();
        }
        dispatch.run();
    }

    private void readLater() {
        lock.lock();
        try {
            more = false;
            nextRead = System.nanoTime() + settings.errorPause().toNanos();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            // Never started, or inside a statement whose own time-out ends it.
            if (thread.isAlive()) {
                thread.join(settings.drain());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
