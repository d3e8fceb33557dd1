package dev.waypost.send.message;

import dev.waypost.platform.boot.Gate;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Worker;
import io.grpc.Context;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Waits, for callers who ask for it, until a message has come as far as they want.
///
/// One watcher looks for all of them, with one statement a round: at first soon, then less and less often. What it
/// reads are the rows, so it does not matter which process sends a message or hears of it.
@Singleton
class Settling implements Worker {
    private static final long FIRST_PAUSE = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(320).toNanos();
    private static final int MOST_AT_ONCE = 1000;

    /// How far a caller wants its message to have come.
    enum Goal {
        /// A provider has it, or never will.
        ACCEPTED,
        /// The recipient has it, or never will.
        DELIVERED;

        boolean isReached(MessageState state) {
            return switch (state) {
                case QUEUED, DISPATCHING -> false;
                case SENT, UNKNOWN -> this == ACCEPTED;
                case DELIVERED, READ, PLAYED, FAILED, HELD, EXPIRED, CANCELLED -> true;
            };
        }
    }

    /// Where messages stand; one that is gone is absent.
    interface States {
        Map<String, MessageState> of(List<String> messageIds);
    }

    private static final class Wait {
        private final String messageId;
        private final Goal goal;
        private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
        private long pause = FIRST_PAUSE;
        private long next;

        Wait(String messageId, Goal goal) {
            this.messageId = messageId;
            this.goal = goal;
        }

        /// All who have waited for long are looked at in one round: their looks fall on the same moments.
        void later(long now) {
            next = Math.floorDiv(now, pause) * pause + pause;
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    private final States states;
    private final BooleanSupplier isServing;
    private final Semaphore room;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Wait> waits = new PriorityQueue<>(Comparator.comparingLong(wait -> wait.next));
    private @Nullable Thread watcher;
    private boolean closed;

    @Inject
    Settling(MessageStore store, Gate gate, AcceptSettings settings) {
        this(store::states, gate::isOpen, settings.waiting());
    }

    Settling(States states, BooleanSupplier isServing, int most) {
        this.states = states;
        this.isServing = isServing;
        this.room = new Semaphore(most);
    }

    /// Returns when the message is there, when the time is up or the caller gone, or at once when too many wait
    /// already: being slow is not a failure of the send.
    void await(String messageId, Goal goal, Duration most) {
        if (!most.isPositive() || !room.tryAcquire()) {
            return;
        }
        var wait = new Wait(messageId, goal);
        Context.CancellationListener gone = _ -> wait.over.complete(null);
        Context context = Context.current();
        context.addListener(gone, Runnable::run);
        try {
            add(wait);
            wait.over.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException late) {
            wait.over.complete(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            wait.over.complete(null);
        } finally {
            context.removeListener(gone);
            room.release();
        }
    }

    private void add(Wait wait) {
        lock.lock();
        try {
            wait.later(System.nanoTime());
            waits.add(wait);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        for (List<Wait> due = due(); !due.isEmpty(); due = due()) {
            try {
                look(due);
            } catch (RuntimeException storeAway) {
                WideEvent.warning("settling.failed")
                        .with("waiting", due.size())
                        .with("cause", storeAway.getClass().getSimpleName())
                        .emit();
            }
            lock.lock();
            try {
                long now = System.nanoTime();
                for (Wait wait : due) {
                    if (!wait.over.isDone()) {
                        wait.later(now);
                        waits.add(wait);
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void look(List<Wait> due) {
        if (!isServing.getAsBoolean()) {
            due.forEach(wait -> wait.over.complete(null));
            return;
        }
        List<String> ids = due.stream().map(wait -> wait.messageId).distinct().toList();
        Map<String, MessageState> found = states.of(ids);
        for (Wait wait : due) {
            MessageState state = found.get(wait.messageId);
            if (state == null || wait.goal.isReached(state)) {
                wait.over.complete(null);
            }
        }
    }

    /// Those whose time has come; empty only when closed.
    private List<Wait> due() {
        lock.lock();
        try {
            List<Wait> due = new ArrayList<>();
            while (due.isEmpty() && !closed) {
                long now = System.nanoTime();
                while (due.size() < MOST_AT_ONCE && !waits.isEmpty() && waits.peek().next - now <= 0) {
                    Wait wait = waits.remove();
                    if (!wait.over.isDone()) {
                        due.add(wait);
                    }
                }
                if (due.isEmpty() && waits.isEmpty()) {
                    changed.await();
                } else if (due.isEmpty()) {
                    changed.awaitNanos(waits.peek().next - now);
                }
            }
            return due;
        } catch (InterruptedException stopping) {
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        watcher = Thread.ofVirtual().name("settling").start(this::watch);
    }

    /// Nobody waits any more: calls have ended before workers are closed.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waits.forEach(wait -> wait.over.complete(null));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread running = watcher;
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
