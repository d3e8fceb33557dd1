package dev.waypost.ingress.request;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Makes a repeated request safe: it is carried out once, and answered as it was the first time.
@Singleton
public class RequestStore {
    private static final int MOST = 5000;

    private record Answered(byte[] digest, byte[] answer) {}

    static final String SWEEP = "DELETE FROM request WHERE request_id IN (SELECT request_id FROM request"
            + " WHERE made_at < now() - ? * interval '1 millisecond' ORDER BY made_at LIMIT ?)";

    private final Db db;

    RequestStore(Db db) {
        this.db = db;
    }

    /// What a request came to.
    ///
    /// @param tenantId whose erasure takes the answer along
    public record Done(String tenantId, byte[] answer) {}

    /// The work of one request.
    public interface Work {
        Done run(Sql sql) throws SQLException;
    }

    /// Does the work and keeps its answer in one transaction, unless the request was answered before.
    ///
    /// @throws Fault REQUEST_ID_REUSED when the id belongs to another request
    public byte[] once(Asked asked, Work work) {
        return db.tx(sql -> {
            Optional<byte[]> before = answered(sql, asked);
            if (before.isPresent()) {
                return before.get();
            }
            Done done = work.run(sql);
            sql.update(
                    "INSERT INTO request (request_id, tenant_id, digest, answer) VALUES (?, ?, ?, ?)",
                    asked.requestId(),
                    done.tenantId(),
                    asked.digest(),
                    done.answer());
            return done.answer();
        });
    }

    private static Optional<byte[]> answered(Sql sql, Asked asked) throws SQLException {
        // Held until the end: of two that come at once, the second finds what the first was answered.
        sql.list(
                "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))::text AS locked",
                row -> true,
                "ingress.request|" + asked.requestId());
        Optional<Answered> known = sql.one(
                "SELECT digest, answer FROM request WHERE request_id = ?",
                row -> new Answered(row.bytes("digest"), row.bytes("answer")),
                asked.requestId());
        if (known.isPresent() && !MessageDigest.isEqual(known.get().digest(), asked.digest())) {
            throw Fault.of(Reason.REQUEST_ID_REUSED).with("request_id", asked.requestId());
        }
        return known.map(Answered::answer);
    }

    /// Forgets requests that nobody repeats any more; answers whether more are left.
    public boolean sweep(Duration recognised) {
        return db.tx(sql -> sql.update(SWEEP, recognised.toMillis(), MOST)) == MOST;
    }
}
