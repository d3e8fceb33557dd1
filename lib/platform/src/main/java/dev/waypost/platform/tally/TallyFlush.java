package dev.waypost.platform.tally;

import dev.waypost.platform.id.Ids;
import dev.waypost.platform.redis.RedisUnavailable;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands the counts of this process on: one call to Redis, whatever was counted. While Redis is away they wait here,
/// and nothing else waits for them.
@Singleton
public final class TallyFlush implements Worker {
    /// About a minute of seconds that are told apart; what is counted after that is told as of later.
    private static final int MOST_UNSENT = 60;

    private final String process = Ids.next("prc");
    private final Tallies tallies;
    private final TallyFeed feed;
    private final TallySettings settings;
    private final InstantSource clock;
    private final Counter failures;
    private final List<String> unsent = new ArrayList<>();
    private long sequence = 1;
    private @Nullable Loop loop;

    TallyFlush(Tallies tallies, TallyFeed feed, TallySettings settings, InstantSource clock, MeterRegistry meters) {
        this.tallies = tallies;
        this.feed = feed;
        this.settings = settings;
        this.clock = clock;
        this.failures = Counter.builder("waypost.tally.flush.failures")
                .description("Seconds in which the counts stayed here.")
                .register(meters);
        Gauge.builder("waypost.tally.endpoints", tallies, Tallies::size)
                .description("Endpoints that are counted apart.")
                .register(meters);
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            loop = Loop.every("tally", settings.every(), this::runOnce);
        }
    }

    /// One flush.
    public synchronized void runOnce() {
        if (unsent.size() < MOST_UNSENT) {
            long minute = clock.instant().getEpochSecond() / 60;
            List<String> taken = TallyBatch.written(process, sequence, minute, tallies.take());
            sequence += taken.size();
            unsent.addAll(taken);
        }
        if (unsent.isEmpty()) {
            return;
        }
        try {
            // Who does not hear the answer sends the same batches again, and the reader knows them by their number.
            int added = feed.add(unsent);
            unsent.subList(0, Math.min(added, unsent.size())).clear();
        } catch (RedisUnavailable away) {
            failures.increment();
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
