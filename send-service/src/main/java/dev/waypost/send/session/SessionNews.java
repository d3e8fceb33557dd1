package dev.waypost.send.session;

import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisUnavailable;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Tells every process that a session changed. Only a hint: whoever hears nothing looks by the clock.
@Singleton
class SessionNews {
    private static final String CHANNEL = "waypost:send:sessions";
    private static final String WISH = "wish";

    private final Redis redis;
    private final AutoCloseable subscription;
    private final List<Runnable> wishes = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private long count;

    SessionNews(Redis redis) {
        this.redis = redis;
        this.subscription = redis.subscribe(CHANNEL, message -> {
            if (message.equals(WISH)) {
                wishes.forEach(Runnable::run);
            }
            ring();
        });
    }

    void onWish(Runnable action) {
        wishes.add(action);
    }

    /// Somebody wishes something of a session.
    void wished() {
        wishes.forEach(Runnable::run);
        publish(WISH);
    }

    void changed(SessionKey key) {
        ring();
        publish(key.tenantId() + "/" + key.endpointId());
    }

    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /// Returns when anything was heard since `seen` was counted, or the time is up.
    void await(long seen, Duration most) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (count == seen && left > 0) {
                left = heard.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void ring() {
        lock.lock();
        try {
            count++;
            heard.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void publish(String message) {
        try {
            redis.publish(CHANNEL, message);
        } catch (RedisUnavailable away) {
            // The others find out by the clock.
            return;
        }
    }

    @PreDestroy
    void close() throws Exception {
        subscription.close();
    }
}
