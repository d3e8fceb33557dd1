package dev.waypost.config.purge;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Answers that are too old to be asked for again.
@Singleton
final class AnswerStore {
    private final Db db;

    AnswerStore(Db db) {
        this.db = db;
    }

    /// How many went, the oldest first.
    int forget(Duration keptFor, int most) {
        return db.tx(sql -> sql.update("""
                DELETE FROM request WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM request WHERE created_time < now() - ? * interval '1 ms'
                    ORDER BY created_time LIMIT ? FOR UPDATE SKIP LOCKED))""", keptFor.toMillis(), most));
    }
}
