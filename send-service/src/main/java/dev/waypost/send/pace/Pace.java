package dev.waypost.send.pace;

import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import dev.waypost.platform.redis.RedisUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/// Grants turns that all processes share, for many asks with one call to Redis.
///
/// While Redis is away each process grants itself a share of every limit. It is never open, and it is counted.
@Singleton
public class Pace {
    private static final RedisScript SCRIPT = RedisScript.of("classpath:services/send/redis/pace.lua");
    private static final String PREFIX = "whatsapp:pace:";
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Redis redis;
    private final PaceSettings settings;
    private final LongSupplier nanoTime;
    private final LocalBuckets local;
    private final Counter alone;
    private final AtomicBoolean isAlone = new AtomicBoolean();
    private volatile long awayUntil;

    @Inject
    Pace(Redis redis, PaceSettings settings, MeterRegistry meters) {
        this(redis, settings, meters, System::nanoTime);
    }

    Pace(Redis redis, PaceSettings settings, MeterRegistry meters, LongSupplier nanoTime) {
        this.redis = redis;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.local = new LocalBuckets(nanoTime);
        this.alone = meters.counter("waypost.send.pace.local");
        this.awayUntil = nanoTime.getAsLong();
    }

    /// Answers in the order of the asks; each sees what those before it took.
    public List<Turn> take(List<Ask> asks) {
        if (asks.isEmpty()) {
            return List.of();
        }
        if (nanoTime.getAsLong() - awayUntil >= 0) {
            try {
                List<Turn> turns = shared(asks);
                if (isAlone.compareAndSet(true, false)) {
                    WideEvent.of("pace.shared").emit();
                }
                return turns;
            } catch (RedisUnavailable away) {
                // Nobody waits for a time-out twice: the next call is tried after a pause.
                awayUntil = nanoTime.getAsLong() + PAUSE_NANOS;
                if (isAlone.compareAndSet(false, true)) {
                    WideEvent.warning("pace.local")
                            .with("share_percent", settings.localSharePercent())
                            .emit();
                }
            }
        }
        alone.increment(asks.size());
        return local.take(asks, settings.localSharePercent());
    }

    private List<Turn> shared(List<Ask> asks) {
        Map<String, Integer> places = new HashMap<>();
        List<String> keys = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        for (Ask ask : asks) {
            arguments.add(Long.toString(ask.patience().toNanos() / 1000));
            arguments.add(Integer.toString(ask.buckets().size()));
            for (Bucket bucket : ask.buckets()) {
                int place = places.computeIfAbsent(bucket.key(), key -> {
                    keys.add(PREFIX + key);
                    return keys.size();
                });
                arguments.add(Integer.toString(place));
                arguments.add(Long.toString(bucket.eachMicros()));
                arguments.add(Long.toString(bucket.most()));
            }
        }
        List<String> answers = redis.evalForList(SCRIPT, keys, arguments.toArray(String[]::new));
        List<Turn> turns = new ArrayList<>(asks.size());
        for (int at = 0; at < asks.size(); at++) {
            turns.add(Turn.of(
                    asks.get(at), Long.parseLong(answers.get(2 * at)), Integer.parseInt(answers.get(2 * at + 1)) - 1));
        }
        return turns;
    }
}
