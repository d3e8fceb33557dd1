package dev.waypost.lanes;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works a queue: in order within a conversation, fair between tenants, fenced by the epoch of each lane.
///
/// An item is pending in the table until its result is written there, so a worker that dies loses nothing: whoever gets
/// its lanes reads the rows again. The handler must expect to see an item twice.
public final class LaneWorker<T, R> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LaneWorker.class);
    /// Nobody waits for a result that is the last of its conversation: a death costs one more try of what was done.
    private static final Duration LINGER = Duration.ofMillis(10);

    private final String name;
    private final WorkSource<T, R> source;
    private final LaneLeases leases;
    private final Function<WorkItem<T>, R> handler;
    private final LaneSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final Backlog<T> backlog;
    private final LaneReader<T> reader;
    private final GroupCommit<Completion<T, R>, Boolean> commits;
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean closing;
    private volatile boolean closed;

    public LaneWorker(
            String name,
            WorkSource<T, R> source,
            LaneLeases leases,
            Function<WorkItem<T>, R> handler,
            LaneSettings settings) {
        this(name, source, leases, handler, settings, Turns.unbounded());
    }

    /// @param turns whether another item of a tenant may begin
    public LaneWorker(
            String name,
            WorkSource<T, R> source,
            LaneLeases leases,
            Function<WorkItem<T>, R> handler,
            LaneSettings settings,
            Turns turns) {
        this.name = name;
        this.source = source;
        this.leases = leases;
        this.handler = handler;
        this.settings = settings;
        this.backlog = new Backlog<>(settings, turns);
        this.reader = new LaneReader<>(name, source, leases, settings, lock, backlog, this::dispatch);
        this.commits = new GroupCommit<>(name + "-results", settings.commitBatch(), LINGER, this::complete);
    }

    /// Joins the queue and begins to work.
    public void start() {
        leases.join(new LeaseListener() {
            @Override
            public void holding(Map<Integer, Long> epochs) {
                hold(epochs);
            }

            @Override
            public boolean letGo(int lane) {
                return LaneWorker.this.letGo(lane);
            }
        });
        reader.start();
        leases.start();
    }

    /// Rows that this process has just committed; they need no second read when their lane is ours.
    ///
    /// Returns at once. Every row may be offered: one that cannot be taken now is found by reading.
    public void offer(List<Offer<T>> offers) {
        reader.offer(offers);
    }

    /// Says that there may be work that this worker does not know of.
    public void wake() {
        reader.wake();
    }

    /// Results that were not written, so far: most likely another worker had the lane by then.
    public long refused() {
        return refused.get();
    }

    /// Rows in memory, running ones included.
    public int inMemory() {
        lock.lock();
        try {
            return backlog.size();
        } finally {
            lock.unlock();
        }
    }

    /// Handlers that run now.
    public int running() {
        lock.lock();
        try {
            return backlog.running();
        } finally {
            lock.unlock();
        }
    }

    private void hold(Map<Integer, Long> epochs) {
        lock.lock();
        try {
            backlog.hold(epochs);
        } finally {
            lock.unlock();
        }
        reader.wake();
        dispatch();
    }

    private boolean letGo(int lane) {
        lock.lock();
        try {
            return backlog.letGo(lane);
        } finally {
            lock.unlock();
        }
    }

    private void dispatch() {
        while (true) {
            Optional<Backlog.Start<T>> next;
            boolean denied;
            lock.lock();
            try {
                // A lease that ran out means that another may run the same conversation already.
                next = closing || !leases.alive() ? Optional.empty() : backlog.next();
                denied = backlog.turnDenied();
            } finally {
                lock.unlock();
            }
            if (denied) {
                reader.wakeAnew();
            }
            if (next.isEmpty()) {
                return;
            }
            Backlog.Start<T> start = next.get();
            Thread.ofVirtual().name(name).start(() -> work(start.item(), start.epoch()));
        }
    }

    private void work(WorkItem<T> item, long epoch) {
        R result;
        try {
            result = handler.apply(item);
        } catch (Throwable broken) {
            LOG.atError()
                    .addKeyValue("queue", name)
                    .addKeyValue("id", item.id())
                    .setCause(broken)
                    .log("lane.handler_failed");
            ended(() -> {
                backlog.handled(item);
                backlog.rest(item, System.nanoTime() + settings.errorPause().toNanos());
            });
            return;
        }
        handled(item);
        settle(new Completion<>(item, epoch, result));
    }

    /// Its place goes to another before the result is written: projects wait for handlers, not for the table.
    private void handled(WorkItem<T> item) {
        lock.lock();
        try {
            backlog.handled(item);
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    /// Nobody sleeps until the result is written: what is next goes on where the batch was.
    private void settle(Completion<T, R> completion) {
        written(completion)
                .whenComplete((written, failure) -> {
                    if (failure != null) {
                        Thread.ofVirtual().name(name).start(() -> settleLater(completion, failure));
                    } else if (written) {
                        settled(completion);
                    } else {
                        notWritten(completion.item());
                    }
                })
                .exceptionally(broken -> {
                    LOG.atError()
                            .addKeyValue("queue", name)
                            .addKeyValue("id", completion.item().id())
                            .setCause(broken)
                            .log("lane.broken");
                    return false;
                });
    }

    private CompletableFuture<Boolean> written(Completion<T, R> completion) {
        try {
            return commits.start(completion, isWaitedFor(completion.item()));
        } catch (RuntimeException full) {
            return CompletableFuture.failedFuture(full);
        }
    }

    /// Keeps at it while the lane is ours: the work is done, and only its record is missing.
    private void settleLater(Completion<T, R> completion, Throwable failure) {
        WorkItem<T> item = completion.item();
        LOG.atWarn()
                .addKeyValue("queue", name)
                .addKeyValue("id", item.id())
                .setCause(failure)
                .log("lane.result_not_written");
        Long epoch = leases.held().get(item.lane());
        if (closed || epoch == null || epoch != completion.epoch() || !pause()) {
            notWritten(item);
        } else {
            settle(completion);
        }
    }

    private void settled(Completion<T, R> completion) {
        Optional<Duration> wait = source.waitOf(completion.result());
        ended(() -> {
            if (wait.isEmpty()) {
                backlog.finished(completion.item());
            } else {
                backlog.parked(completion.item());
                reader.readWithin(wait.get());
            }
        });
    }

    /// Most likely another owns the lane by now: nothing of it may begin here before the leases were asked.
    private void notWritten(WorkItem<T> item) {
        refused.incrementAndGet();
        LOG.atWarn()
                .addKeyValue("queue", name)
                .addKeyValue("id", item.id())
                .addKeyValue("lane", item.lane())
                .log("lane.result_refused");
        ended(() -> {
            backlog.distrust(item.lane());
            backlog.parked(item);
        });
        leases.recheck();
    }

    private void ended(Runnable change) {
        lock.lock();
        try {
            change.run();
            if (backlog.idle()) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
        reader.roomMade();
        dispatch();
    }

    private boolean isWaitedFor(WorkItem<T> item) {
        lock.lock();
        try {
            return backlog.isWaitedFor(item);
        } finally {
            lock.unlock();
        }
    }

    private boolean pause() {
        try {
            Thread.sleep(settings.errorPause());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private List<Boolean> complete(List<Completion<T, R>> batch) {
        Set<Long> written = source.complete(batch.stream()
                .sorted(Comparator.comparingLong(completion -> completion.item().id()))
                .toList());
        return batch.stream()
                .map(completion -> written.contains(completion.item().id()))
                .toList();
    }

    /// Stops taking work, waits for running handlers, writes their results and gives the lanes back.
    @Override
    public void close() {
        closing = true;
        reader.close();
        awaitIdle();
        closed = true;
        commits.close();
        leases.close();
    }

    private void awaitIdle() {
        lock.lock();
        try {
            long left = settings.drain().toNanos();
            while (!backlog.idle() && left > 0) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
