package dev.waypost.ingress.retention;

import dev.waypost.lanes.DayPartitions;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loop;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps a few days ready to be written to, and drops those that are too old.
@Singleton
public class RetentionWorker implements AutoCloseable {
    private static final int DAYS_AHEAD = 3;

    /// A webhook that could not be handed over comes again for a week.
    private static final int DAYS_BEHIND = 8;

    private static final int MOST_ROWS = 50_000;

    private final DayPartitions days;
    private final RetentionSettings settings;
    private final InstantSource clock;
    private volatile @Nullable Loop loop;

    RetentionWorker(Db db, RetentionSettings settings, InstantSource clock) {
        this.days = new DayPartitions(db, List.of("event", "body", "delivered"));
        this.settings = settings;
        this.clock = clock;
    }

    /// Makes the day that is written to from the first webhook on; all else follows beside the work.
    public void start() {
        try {
            days.make(today(), today().plusDays(1));
        } catch (RuntimeException storeAway) {
            // The listener opens all the same and spools. The default partitions take what comes before the days exist.
            WideEvent.warning("retention.postponed").emit();
        }
        loop = Loop.every("retention", settings.interval(), this::runOnce);
    }

    public void runOnce() {
        LocalDate today = today();
        days.make(today.minusDays(DAYS_BEHIND), today.plusDays(DAYS_AHEAD));
        DayPartitions.Cleared cleared = days.clearBefore(today.minusDays(settings.days()), MOST_ROWS);
        if (!cleared.dropped().isEmpty() || cleared.deleted() > 0) {
            WideEvent.of("retention.cleared")
                    .with("dropped", cleared.dropped())
                    .with("deleted", cleared.deleted())
                    .emit();
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    @Override
    public void close() {
        Loop running = loop;
        if (running != null) {
            running.close();
        }
    }
}
