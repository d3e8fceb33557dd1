package dev.waypost.lanes;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Turns many callers into few transactions: each caller blocks until the batch with its item is committed.
///
/// A batch waits for company until its first item has waited for the linger; what it waited while the batch before was
/// flushed counts. So no caller waits longer than for a flush, the linger and its own flush, and a steady trickle costs
/// few transactions.
/// One flush is under way at a time, or several where that is asked for: the next one then begins beside it as soon as
/// enough wait that it is worth it, and items that were under way together have no order.
/// The flush must be all or nothing (one transaction) and answer one result per item, in order. When it fails on the
/// data of a batch, the batch is halved until the bad item fails alone; trouble that is not the data's fails the batch.
public final class GroupCommit<T, R> implements AutoCloseable {
    private record Waiting<T, R>(T item, CompletableFuture<R> result, long until) {}

    /// How many flushes may be under way at once.
    ///
    /// @param most of them
    /// @param worth items that must wait for a flush to begin beside another one
    public record Flushes(int most, int worth) {
        public static final Flushes ONE = new Flushes(1, Integer.MAX_VALUE);

        public Flushes {
            if (most < 1 || worth < 1) {
                throw new IllegalArgumentException("most >= 1 and worth >= 1 must hold");
            }
        }
    }

    private final String name;
    private final int maxBatch;
    private final long lingerNanos;
    private final int capacity;
    private final Predicate<RuntimeException> blamesData;
    private final Function<List<T>, List<R>> flush;
    private final int worth;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Waiting<T, R>> queue = new ArrayDeque<>();
    private final List<Thread> flushers;
    /// Flushers with a batch, or waiting for company for one.
    private int active;
    private boolean hurried;
    private boolean closing;

    public GroupCommit(String name, int maxBatch, Duration linger, Function<List<T>, List<R>> flush) {
        this(name, maxBatch, linger, Flushes.ONE, flush);
    }

    public GroupCommit(String name, int maxBatch, Duration linger, Flushes flushes, Function<List<T>, List<R>> flush) {
        this(name, maxBatch, linger, flushes, Math.max(4096, 16 * maxBatch), GroupCommit::blamesData, flush);
    }

    /// @param capacity items that may wait; one more is refused with `QUEUE_FULL`
    /// @param blamesData whether a failure may be one item's fault, so that its siblings deserve another flush
    public GroupCommit(
            String name,
            int maxBatch,
            Duration linger,
            Flushes flushes,
            int capacity,
            Predicate<RuntimeException> blamesData,
            Function<List<T>, List<R>> flush) {
        this.name = name;
        this.maxBatch = maxBatch;
        this.lingerNanos = linger.toNanos();
        this.capacity = capacity;
        this.blamesData = blamesData;
        this.flush = flush;
        this.worth = flushes.worth();
        this.flushers = Stream.generate(
                        () -> Thread.ofVirtual().name("group-commit-" + name).unstarted(this::flushUntilClosed))
                .limit(flushes.most())
                .toList();
        flushers.forEach(Thread::start);
    }

    /// Blocks until the item is committed, and also then when the caller is interrupted: what is handed over may be
    /// committed at any moment, so nobody may walk away without knowing.
    public R submit(T item) {
        return awaited(start(item));
    }

    /// Hands the item over and returns at once: items of one thread are flushed in the order of their start.
    ///
    /// Whoever starts must wait in the end, with [#awaited].
    public CompletableFuture<R> start(T item) {
        return start(item, false);
    }

    /// As [#start].
    ///
    /// @param inHurry that others wait for what follows it, so that its batch waits for no company
    public CompletableFuture<R> start(T item, boolean inHurry) {
        var waiting = new Waiting<T, R>(item, new CompletableFuture<>(), System.nanoTime() + lingerNanos);
        lock.lock();
        try {
            if (closing) {
                throw Fault.of(Reason.SHUTTING_DOWN);
            }
            if (queue.size() >= capacity) {
                throw Fault.of(Reason.QUEUE_FULL).with("queue", name).retryAfter(Duration.ofSeconds(1));
            }
            queue.addLast(waiting);
            hurried |= inHurry;
            if (inHurry || queue.size() == worth || queue.size() == maxBatch) {
                arrived.signalAll();
            } else if (queue.size() == 1 && active == 0) {
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
        return waiting.result();
    }

    /// The result of an item that was started; throws what its flush threw.
    public static <R> R awaited(CompletableFuture<R> started) {
        try {
            return started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /// How many items wait for a flush.
    public int depth() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /// Refuses new items, flushes those that wait, and returns when all have their answer.
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        for (Thread flusher : flushers) {
            while (flusher.isAlive()) {
                try {
                    flusher.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void flushUntilClosed() {
        while (true) {
            List<Waiting<T, R>> batch = nextBatch();
            if (batch.isEmpty()) {
                return;
            }
            flush(batch);
            ended();
        }
    }

    private void ended() {
        lock.lock();
        try {
            active--;
        } finally {
            lock.unlock();
        }
    }

    /// Empty only when closed and drained.
    private List<Waiting<T, R>> nextBatch() {
        lock.lock();
        try {
            while (true) {
                while (!isWorthwhile() && !closing) {
                    arrived.awaitUninterruptibly();
                }
                active++;
                linger();
                List<Waiting<T, R>> batch = taken();
                if (!batch.isEmpty()) {
                    return batch;
                }
                // Another flusher took them meanwhile.
                active--;
                if (closing) {
                    return batch;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting<T, R>> taken() {
        var batch = new ArrayList<Waiting<T, R>>(Math.min(queue.size(), maxBatch));
        while (batch.size() < maxBatch && !queue.isEmpty()) {
            batch.add(queue.removeFirst());
        }
        // Whoever was in a hurry may be among those that did not fit.
        hurried &= !queue.isEmpty();
        return batch;
    }

    /// Beside another flush only what makes a good batch: the rest goes with the next one.
    private boolean isWorthwhile() {
        return active == 0 ? !queue.isEmpty() : queue.size() >= worth;
    }

    private void linger() {
        try {
            while (!hurried && !closing && !queue.isEmpty() && queue.size() < Math.min(worth, maxBatch)) {
                long left = queue.getFirst().until() - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                arrived.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread on purpose; flushing early is harmless.
            return;
        }
    }

    private void flush(List<Waiting<T, R>> batch) {
        try {
            List<R> results = flush.apply(batch.stream().map(Waiting::item).toList());
            if (results.size() != batch.size()) {
                throw new AssertionError(name + ": " + batch.size() + " items flushed, " + results.size() + " results");
            }
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).result().complete(results.get(i));
            }
        } catch (RuntimeException failure) {
            if (batch.size() > 1 && blamesData.test(failure)) {
                int middle = batch.size() / 2;
                flush(batch.subList(0, middle));
                flush(batch.subList(middle, batch.size()));
            } else {
                fail(batch, failure);
            }
        } catch (Throwable broken) {
            fail(batch, new IllegalStateException("group commit " + name + " is broken", broken));
        }
    }

    private static <T, R> void fail(List<Waiting<T, R>> batch, RuntimeException failure) {
        batch.forEach(waiting -> waiting.result().completeExceptionally(failure));
    }

    private static boolean blamesData(RuntimeException failure) {
        return !(failure instanceof Fault fault && fault.reason().retry() == Reason.Retry.AFTER_DELAY);
    }
}
