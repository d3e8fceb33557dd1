package dev.waypost.send.erase;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The record of erasures.
@Singleton
class ErasureStore {
    private static final String COLUMNS =
            "tenant_id, erasure_id, request_id, users, requested_by, cause, keep_block, erased_messages, erased_events,"
                    + " create_time, end_time";

    private final Db db;

    ErasureStore(Db db) {
        this.db = db;
    }

    /// The erasure of this request, made now or before.
    ///
    /// @param sameRequest whether the request that made it said the same
    record Made(Erasure erasure, boolean sameRequest) {}

    /// @param digest of what was asked; forgotten with the user, since it tells who it was to who can guess
    Made make(Erasure asked, byte[] digest, Duration lease) {
        return db.tx(sql -> {
            sql.update(
                    """
                    INSERT INTO erasure (tenant_id, erasure_id, request_id, digest, users, requested_by, cause, keep_block,
                      due_time)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond') ON CONFLICT DO NOTHING""",
                    asked.tenantId(),
                    asked.erasureId(),
                    asked.requestId(),
                    digest,
                    asked.users(),
                    asked.requestedBy(),
                    asked.cause(),
                    asked.keepBlock(),
                    lease.toMillis());
            return sql.one(
                            "SELECT " + COLUMNS + ", digest FROM erasure WHERE tenant_id = ? AND request_id = ?",
                            row -> new Made(erasure(row), same(row, digest)),
                            asked.tenantId(),
                            asked.requestId())
                    .orElseThrow();
        });
    }

    private static boolean same(Row row, byte[] digest) throws SQLException {
        // Of one that is done nobody can tell any more; its answer says nothing of anybody.
        return row.stringOrNull("users") == null || MessageDigest.isEqual(row.bytes("digest"), digest);
    }

    Optional<Erasure> find(String tenantId, String erasureId) {
        return db.read(sql -> sql.one(
                "SELECT " + COLUMNS + " FROM erasure WHERE tenant_id = ? AND erasure_id = ?",
                ErasureStore::erasure,
                tenantId,
                erasureId));
    }

    /// Ids grow with time, so the order of ids is that of being asked for.
    List<Erasure> page(String tenantId, String before, int limit) {
        return db.read(sql -> sql.list(
                "SELECT " + COLUMNS + " FROM erasure WHERE tenant_id = ? AND (? = '' OR erasure_id < ?)"
                        + " ORDER BY erasure_id DESC LIMIT ?",
                ErasureStore::erasure,
                tenantId,
                before,
                before,
                limit));
    }

    /// One that is due; nobody else gets it until the lease is over.
    Optional<Erasure> claim(Duration lease) {
        return db.tx(sql -> sql.list("""
                UPDATE erasure SET due_time = now() + ? * interval '1 millisecond'
                WHERE (tenant_id, erasure_id) = (SELECT tenant_id, erasure_id FROM erasure WHERE due_time <= now()
                  ORDER BY due_time LIMIT 1 FOR UPDATE SKIP LOCKED)
                RETURNING\s""" + COLUMNS, ErasureStore::erasure, lease.toMillis())).stream()
                .findFirst();
    }

    /// Adds up what went; the names go with the end.
    ///
    /// @param again when to look once more; null when nothing is left
    void progress(Erasure erasure, long messages, long events, String users, Duration again, boolean done) {
        db.run(sql -> sql.update(
                """
                UPDATE erasure SET erased_messages = erased_messages + ?, erased_events = erased_events + ?,
                  users = CASE WHEN ? THEN NULL ELSE ? END, digest = CASE WHEN ? THEN NULL ELSE digest END,
                  due_time = CASE WHEN ? THEN NULL ELSE now() + ? * interval '1 millisecond' END,
                  end_time = CASE WHEN ? THEN now() END
                WHERE tenant_id = ? AND erasure_id = ? AND end_time IS NULL""",
                messages,
                events,
                done,
                users,
                done,
                done,
                again.toMillis(),
                done,
                erasure.tenantId(),
                erasure.erasureId()));
    }

    private static Erasure erasure(Row row) throws SQLException {
        return new Erasure(
                row.string("tenant_id"),
                row.string("erasure_id"),
                row.string("request_id"),
                row.stringOrNull("users"),
                row.string("requested_by"),
                row.string("cause"),
                row.bool("keep_block"),
                row.longValue("erased_messages"),
                row.longValue("erased_events"),
                row.instant("create_time"),
                row.instantOrNull("end_time"));
    }
}
