package dev.waypost.ingress.gateway;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Removes what nobody asks for any more.
@Singleton
final class LockSweepStore {
    private static final int MOST = 5000;

    private final Db db;

    LockSweepStore(Db db) {
        this.db = db;
    }

    /// Removes locks that ended and messages that cannot come again; answers whether more are left.
    boolean sweep(Duration recognised) {
        int locks = db.tx(sql -> sql.update(
                "DELETE FROM user_lock WHERE lock_id IN (SELECT lock_id FROM user_lock"
                        + " WHERE expires_at < now() - interval '1 minute' ORDER BY expires_at LIMIT ?"
                        + " FOR UPDATE SKIP LOCKED)",
                MOST));
        int messages = db.tx(sql -> sql.update(
                "DELETE FROM gateway_once WHERE ctid = ANY(ARRAY(SELECT ctid FROM gateway_once"
                        + " WHERE seen_at < now() - ? * interval '1 second' LIMIT ?))",
                recognised.toSeconds(),
                MOST));
        return locks == MOST || messages == MOST;
    }
}
