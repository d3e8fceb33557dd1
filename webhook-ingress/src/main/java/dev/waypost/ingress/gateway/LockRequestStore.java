package dev.waypost.ingress.gateway;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Changes that people asked for, and what they were answered.
@Singleton
final class LockRequestStore {
    private static final int MOST = 5000;

    private record Answered(byte[] digest, byte[] response) {}

    private final Db db;

    LockRequestStore(Db db) {
        this.db = db;
    }

    /// What the same request was answered before.
    ///
    /// @throws Fault REQUEST_ID_REUSED when it was another request
    Optional<byte[]> answered(Sql sql, String requestId, byte[] digest) throws SQLException {
        // Held until the end: of two that come at once, the second finds what the first was answered.
        sql.list("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))::text AS locked", row -> true, requestId);
        Optional<Answered> known = sql.one(
                "SELECT digest, response FROM user_lock_request WHERE request_id = ?",
                row -> new Answered(row.bytes("digest"), row.bytes("response")),
                requestId);
        if (known.isPresent() && !MessageDigest.isEqual(known.get().digest(), digest)) {
            throw Fault.of(Reason.REQUEST_ID_REUSED).with("request_id", requestId);
        }
        return known.map(Answered::response);
    }

    void keep(Sql sql, String requestId, String tenantId, byte[] digest, byte[] response) throws SQLException {
        sql.update(
                "INSERT INTO user_lock_request (request_id, tenant_id, digest, response) VALUES (?, ?, ?, ?)",
                requestId,
                tenantId,
                digest,
                response);
    }

    /// Removes locks that ended, messages that cannot come again and requests that nobody repeats; answers whether more
    /// are left.
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
        int requests = db.tx(sql -> sql.update(
                "DELETE FROM user_lock_request WHERE ctid = ANY(ARRAY(SELECT ctid FROM user_lock_request"
                        + " WHERE made_at < now() - interval '1 day' LIMIT ?))",
                MOST));
        return locks == MOST || messages == MOST || requests == MOST;
    }
}
