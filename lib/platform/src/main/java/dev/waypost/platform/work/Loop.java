package dev.waypost.platform.work;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one piece of work again and again on a virtual thread, and outlives its failures.
public final class Loop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean awake;
    private boolean closed;

    private Loop(String name, Duration pause, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
        this.thread = Thread.ofVirtual().name("loop-" + name).start(this::run);
    }

    public static Loop every(String name, Duration pause, Runnable work) {
        return new Loop(name, pause, work);
    }

    /// The next turn starts now instead of after the pause.
    public void wake() {
        lock.lock();
        try {
            awake = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Returns when the turn under way has ended.
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
            if (!thread.join(Duration.ofSeconds(10))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (await()) {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("loop", name).setCause(e).log("loop.failed");
            }
        }
    }

    private boolean await() {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!closed && !awake && left > 0) {
                left = changed.awaitNanos(left);
            }
            awake = false;
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }
}
