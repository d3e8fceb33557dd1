package dev.waypost.health.metric;

import dev.waypost.platform.redis.RedisUnavailable;
import dev.waypost.platform.tally.TallyBatch;
import dev.waypost.platform.tally.TallyFeed;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Rolls up what all processes count: hours into PostgreSQL, minutes into Redis. Several processes take turns.
@Singleton
public class RollUpWorker implements Worker {
    private static final int MOST_BATCHES = 500;
    private static final int MOST_FORGOTTEN = 5000;
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

    private final TallyFeed feed;
    private final MetricStore store;
    private final MinuteStore minutes;
    private final MetricSettings settings;
    private final InstantSource clock;
    private final Counter rolled;
    private final Counter lost;
    private final List<TrafficListener> listeners;
    private final Loops loops = new Loops();

    RollUpWorker(
            TallyFeed feed,
            MetricStore store,
            MinuteStore minutes,
            MetricSettings settings,
            InstantSource clock,
            List<TrafficListener> listeners,
            MeterRegistry meters) {
        this.feed = feed;
        this.store = store;
        this.minutes = minutes;
        this.settings = settings;
        this.clock = clock;
        this.listeners = List.copyOf(listeners);
        this.rolled = Counter.builder("waypost.health.metric.batches")
                .description("Batches of counts that were rolled up.")
                .register(meters);
        this.lost = Counter.builder("waypost.health.metric.minutes.lost")
                .description("Roll-ups whose minutes were lost because Redis was away; their hours are kept.")
                .register(meters);
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            loops.every("roll-up", settings.every(), this::runOnce);
            loops.every("forget-hours", FORGET_EVERY, this::forget);
        }
    }

    /// Rolls up everything that waits.
    public void runOnce() {
        try {
            while (turn() >= MOST_BATCHES) {
                // More waits.
            }
        } catch (RedisUnavailable away) {
            // Whoever counts keeps its counts until it is back.
            return;
        }
    }

    private int turn() {
        List<TallyFeed.Waiting> waiting = feed.read(MOST_BATCHES);
        if (waiting.isEmpty()) {
            return 0;
        }
        List<TallyBatch> batches =
                waiting.stream().map(TallyFeed.Waiting::batch).toList();
        Optional<Rolled> done = store.roll(batches);
        if (done.isEmpty()) {
            return 0;
        }
        rolled.increment(batches.size());
        tell(done.get());
        try {
            minutes.add(done.get().minutes());
        } catch (RedisUnavailable away) {
            // The hours are committed: adding the minutes later could add them twice.
            lost.increment();
        }
        feed.remove(waiting.stream().map(TallyFeed.Waiting::id).toList());
        return waiting.size();
    }

    private void tell(Rolled rolled) {
        rolled.minutes().forEach((place, numbers) -> {
            if (!place.endpointId().isEmpty()) {
                listeners.forEach(
                        listener -> listener.counted(place.tenantId(), place.endpointId(), place.time(), numbers));
            }
        });
    }

    public void forget() {
        long oldest = clock.instant().minus(settings.keepHours()).getEpochSecond() / 3600;
        while (store.forget(oldest, MOST_FORGOTTEN) == MOST_FORGOTTEN) {
            // More is old.
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
