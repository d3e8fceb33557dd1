package dev.waypost.ingress.retention;

import dev.waypost.ingress.delivery.DeliveryChangeStore;
import dev.waypost.ingress.replay.Replays;
import dev.waypost.ingress.request.RequestStore;
import dev.waypost.lanes.DayPartitionStore;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// Keeps a few days ready to be written to, and drops those that are too old.
@Singleton
public class RetentionWorker implements Worker {
    private static final int DAYS_AHEAD = 3;

    /// A webhook that could not be handed over comes again for a week.
    private static final int DAYS_BEHIND = 8;

    /// As everywhere in the suite.
    private static final Duration REQUESTS_RECOGNISED = Duration.ofDays(1);

    private static final int MOST_ROWS = 50_000;

    private final DayPartitionStore days;
    private final DeliveryChangeStore deliveries;
    private final RequestStore requests;
    private final Replays replays;
    private final RetentionSettings settings;
    private final InstantSource clock;
    private final Loops loops = new Loops();

    RetentionWorker(
            Db db,
            DeliveryChangeStore deliveries,
            RequestStore requests,
            Replays replays,
            RetentionSettings settings,
            InstantSource clock) {
        this.deliveries = deliveries;
        this.requests = requests;
        this.replays = replays;
        this.days = new DayPartitionStore(
                db,
                List.of(
                        new DayPartitionStore.Table("event", "received_at"),
                        new DayPartitionStore.Table("body", "received_at"),
                        new DayPartitionStore.Table("delivered", "settled_at")));
        this.settings = settings;
        this.clock = clock;
    }

    /// Makes the day that is written to from the first webhook on; all else follows beside the work.
    @Override
    public void start() {
        try {
            days.make(today(), today().plusDays(1));
        } catch (RuntimeException storeAway) {
            // The listener opens all the same and spools. The default partitions take what comes before the days exist.
            WideEvent.warning("retention.postponed").emit();
        }
        loops.every("retention", settings.interval(), this::runOnce);
    }

    public void runOnce() {
        LocalDate today = today();
        days.make(today.minusDays(DAYS_BEHIND), today.plusDays(DAYS_AHEAD));
        DayPartitionStore.Cleared cleared = days.clearBefore(today.minusDays(settings.days()), MOST_ROWS);
        int discarded = deliveries.forgetDiscarded(Duration.ofDays(settings.days()), MOST_ROWS);
        replays.forget(Duration.ofDays(settings.days()), MOST_ROWS);
        while (requests.sweep(REQUESTS_RECOGNISED)) {
            // One bounded part after the other.
            continue;
        }
        if (!cleared.dropped().isEmpty() || cleared.deleted() + discarded > 0) {
            WideEvent.of("retention.cleared")
                    .with("dropped", cleared.dropped())
                    .with("deleted", cleared.deleted() + discarded)
                    .emit();
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    @Override
    public void close() {
        loops.close();
    }
}
