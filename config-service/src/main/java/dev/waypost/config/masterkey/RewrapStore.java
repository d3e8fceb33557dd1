package dev.waypost.config.masterkey;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.util.Optional;

/// The one run that seals again, and who is at it.
@Singleton
final class RewrapStore {
    private static final String LEASE = "1 minute";

    /// How far a run is.
    enum State {
        /// Values under other keys are looked for and sealed again.
        SEALING,
        /// All is sealed again; copies of it outside PostgreSQL are still to be replaced.
        PUBLISHING,
        DONE
    }

    /// @param resealed values, in this run
    /// @param due whether a finished run looks again, because an older process may have sealed since
    record Run(State state, long resealed, boolean due) {}

    private final Db db;

    RewrapStore(Db db) {
        this.db = db;
    }

    /// Takes or keeps the lease; empty while another process has it. A key that is new begins a new run.
    Optional<Run> lease(String holder, String keyId, String recheck) {
        return db.tx(sql -> sql.one(
                """
                INSERT INTO rewrap AS r (key_id, state, holder, leased_until)
                VALUES (?, 'SEALING', ?, now() + interval '%1$s')
                ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until,
                    key_id = excluded.key_id,
                    state = CASE WHEN r.key_id = excluded.key_id THEN r.state ELSE 'SEALING' END,
                    resealed = CASE WHEN r.key_id = excluded.key_id THEN r.resealed ELSE 0 END,
                    started_time = CASE WHEN r.key_id = excluded.key_id THEN r.started_time ELSE now() END,
                    finished_time = CASE WHEN r.key_id = excluded.key_id THEN r.finished_time END
                WHERE r.holder = excluded.holder OR r.leased_until < now()
                RETURNING state, resealed,
                    coalesce(finished_time < now() - ?::interval, false) AS due""".formatted(LEASE),
                row -> new Run(State.valueOf(row.string("state")), row.longValue("resealed"), row.bool("due")),
                keyId,
                holder,
                recheck));
    }

    /// Adds to the run and keeps the lease; false when another process has it by now.
    boolean advance(String holder, long resealed) {
        return db.tx(sql -> sql.update(
                        "UPDATE rewrap SET resealed = resealed + ?, leased_until = now() + interval '" + LEASE
                                + "' WHERE holder = ?",
                        resealed,
                        holder)
                == 1);
    }

    void enter(String holder, State state) {
        db.run(sql -> sql.update(
                "UPDATE rewrap SET state = ?, finished_time = CASE WHEN ? THEN now() END WHERE holder = ?",
                state.name(),
                state == State.DONE,
                holder));
    }

    /// Lets another process take over at once.
    void release(String holder) {
        db.run(sql -> sql.update("UPDATE rewrap SET leased_until = now() WHERE holder = ?", holder));
    }
}
