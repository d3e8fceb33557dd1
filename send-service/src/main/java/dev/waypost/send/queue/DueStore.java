package dev.waypost.send.queue;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;

/// What is due and not sent yet.
@Singleton
final class DueStore {
    /// The first in the index of due times.
    private static final String OLDEST = """
            SELECT (extract(epoch FROM now() - due_time) * 1000)::bigint AS age FROM pending
            WHERE due_time <= now() ORDER BY due_time, id LIMIT 1""";

    private final Db db;

    DueStore(Db db) {
        this.db = db;
    }

    /// 0 when nothing is.
    long oldestMillis() {
        return db.read(sql -> sql.one(OLDEST, row -> row.longValue("age"))).orElse(0L);
    }
}
