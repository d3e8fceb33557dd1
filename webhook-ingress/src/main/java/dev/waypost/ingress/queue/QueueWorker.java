package dev.waypost.ingress.queue;

import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;

/// Looks at how long the oldest has waited, and how much is dead, for those who watch metrics.
@Singleton
public class QueueWorker implements Worker {
    private static final Duration EVERY = Duration.ofSeconds(15);

    private final QueueStore store;
    private volatile double oldest;
    private volatile double oldestParked;
    private volatile double dead;
    private volatile double oldestXmin;
    private volatile double deadTuples;
    private final Loops loops = new Loops();

    QueueWorker(QueueStore store, MeterRegistry meters) {
        this.store = store;
        Gauge.builder("undelivered.oldest", this, worker -> worker.oldest)
                .description("How long the oldest delivery has waited.")
                .tag("queue", "pending")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("undelivered.oldest", this, worker -> worker.oldestParked)
                .description("How long the oldest delivery has waited.")
                .tag("queue", "parked")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("pg.oldest.xmin", this, worker -> worker.oldestXmin)
                .description("How long the oldest snapshot is held that keeps PostgreSQL from clearing up.")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("queue.dead.tuples", this, worker -> worker.deadTuples)
                .description("Rows of the work tables that are gone and not cleared up yet.")
                .register(meters);
        Gauge.builder("dlq.depth", this, worker -> worker.dead)
                .description("Deliveries that are dead, up to 100,000.")
                .register(meters);
    }

    @Override
    public void start() {
        loops.every("queues", EVERY, this::runOnce);
    }

    public void runOnce() {
        oldest = seconds(store.oldest());
        oldestParked = seconds(store.oldestParked());
        dead = store.dead();
        oldestXmin = seconds(store.oldestXmin());
        deadTuples = store.deadTuples();
    }

    /// How long they have waited now, a step in an index each; what is dead is counted, and told as of the last look.
    Map<String, Double> figuresNow() {
        return Map.of(
                "oldest_seconds", seconds(store.oldest()),
                "oldest_parked_seconds", seconds(store.oldestParked()),
                "dead", dead);
    }

    private static double seconds(Duration age) {
        return age.toMillis() / 1000.0;
    }

    @Override
    public void close() {
        loops.close();
    }
}
