package dev.waypost.platform.tally;

import dev.waypost.platform.id.Ids;
import dev.waypost.platform.redis.RedisUnavailable;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says once a second what this process has under way: one call to Redis, and none while there is nothing. Nobody waits
/// for it, and while Redis is away nobody is told.
@Singleton
public final class CallsFlush implements Worker {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final String process = Ids.next("prc");
    private final CallsUnderWay calls;
    private final CallsFeed feed;
    private boolean told;
    private @Nullable Loop loop;

    CallsFlush(CallsUnderWay calls, CallsFeed feed) {
        this.calls = calls;
        this.feed = feed;
    }

    @Override
    public void start() {
        loop = Loop.every("calls", EVERY, this::runOnce);
    }

    /// One flush.
    public synchronized void runOnce() {
        Map<String, Integer> now = calls.now();
        if (now.isEmpty() && !told) {
            return;
        }
        try {
            feed.say(process, now);
            told = !now.isEmpty();
        } catch (RedisUnavailable away) {
            // What was said before ends by itself.
            told = false;
        }
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
            runOnce();
        }
    }
}
