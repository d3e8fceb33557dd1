package dev.waypost.send.retention;

import dev.waypost.lanes.DayPartitionStore;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// Keeps a few days ready to be written to, and drops those that are too old.
@Singleton
public class RetentionWorker implements Worker {
    private static final int DAYS_AHEAD = 3;
    private static final int MOST_ROWS = 50_000;
    /// Percent. A message is written anew when it is sent, delivered and read: in its page, as far as there is room.
    private static final int ROOM_TO_CHANGE = 50;

    private final DayPartitionStore days;
    private final DayPartitionStore changes;
    private final int changeDays;
    private final RetentionStore store;
    private final ShortRetention shorter;
    private final RetentionSettings settings;
    private final InstantSource clock;
    private final Loops loops = new Loops();

    RetentionWorker(
            Db db,
            RetentionStore store,
            ShortRetention shorter,
            RetentionSettings settings,
            WatchSettings watch,
            InstantSource clock) {
        this.days = new DayPartitionStore(
                db,
                List.of(
                        new DayPartitionStore.Table("message", "create_time", ROOM_TO_CHANGE),
                        new DayPartitionStore.Table("message_attempt", "start_time"),
                        new DayPartitionStore.Table("message_status", "receive_time")));
        this.changes = new DayPartitionStore(db, List.of(new DayPartitionStore.Table("message_change", "change_time")));
        this.changeDays = watch.days();
        this.store = store;
        this.shorter = shorter;
        this.settings = settings;
        this.clock = clock;
    }

    /// Makes the days that are written to from the first message on; all else follows beside the work.
    @Override
    public void start() {
        try {
            days.make(today(), today().plusDays(1));
            changes.make(today(), today().plusDays(1));
        } catch (RuntimeException storeAway) {
            // The default partitions take what comes before the days exist.
            WideEvent.warning("retention.postponed").emit();
        }
        loops.every("retention", settings.interval(), this::runOnce);
    }

    public void runOnce() {
        LocalDate today = today();
        LocalDate first = today.minusDays(settings.days());
        days.make(today, today.plusDays(DAYS_AHEAD));
        changes.make(today, today.plusDays(DAYS_AHEAD));
        changes.clearBefore(today.minusDays(changeDays), MOST_ROWS);
        int forgotten = store.dropQueuedBefore(first);
        DayPartitionStore.Cleared cleared = days.clearBefore(first, MOST_ROWS);
        shorter.runOnce();
        while (store.sweepRequests(settings.requests())) {
            // One bounded part after the other.
            continue;
        }
        if (!cleared.dropped().isEmpty() || cleared.deleted() + forgotten > 0) {
            WideEvent.of("retention.cleared")
                    .with("dropped", cleared.dropped())
                    .with("deleted", cleared.deleted() + forgotten)
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
