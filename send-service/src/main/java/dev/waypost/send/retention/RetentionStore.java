package dev.waypost.send.retention;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.LocalDate;

/// What goes row by row: what points to messages of days that are dropped, and requests that nobody repeats any more.
@Singleton
class RetentionStore {
    private static final int MOST = 5_000;

    private final Db db;

    RetentionStore(Db db) {
        this.db = db;
    }

    int dropQueuedBefore(LocalDate first) {
        return db.tx(sql -> sql.update("DELETE FROM pending WHERE day < ?::date", first.toString())
                + sql.update("DELETE FROM aside WHERE day < ?::date", first.toString()));
    }

    /// Answers whether more are left.
    boolean sweepRequests(Duration known) {
        return db.tx(sql -> sql.update(
                        "DELETE FROM accepted_request WHERE ctid = ANY(ARRAY(SELECT ctid FROM accepted_request"
                                + " WHERE create_time < now() - ? * interval '1 millisecond' ORDER BY create_time LIMIT ?))",
                        known.toMillis(),
                        MOST))
                == MOST;
    }
}
