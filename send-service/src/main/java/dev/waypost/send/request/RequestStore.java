package dev.waypost.send.request;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Makes a repeated request safe: it is carried out once, and answered as it was the first time.
@Singleton
public class RequestStore {
    private static final int MOST = 5000;

    private record Answered(byte[] digest, byte[] answer) {}

    private final Db db;

    RequestStore(Db db) {
        this.db = db;
    }

    /// A request as it was asked.
    ///
    /// @param method what it asks for: the same words to another method are another request
    /// @param words the whole request in bytes that are always the same
    public record Asked(String tenantId, String requestId, String method, byte[] words) {
        byte[] digest() {
            var said = new ByteArrayOutputStream();
            said.writeBytes(method.getBytes(StandardCharsets.UTF_8));
            said.write(0);
            said.writeBytes(words);
            return Signatures.sha256(said.toByteArray());
        }
    }

    /// The work of one request; gives its answer.
    public interface Work {
        byte[] run(Sql sql) throws SQLException;
    }

    /// Does the work and keeps its answer in one transaction, unless the request was answered before.
    ///
    /// @throws Fault REQUEST_ID_REUSED when the id belongs to another request
    public byte[] once(Asked asked, Work work) {
        return db.tx(sql -> {
            byte[] digest = asked.digest();
            Optional<byte[]> before = answered(sql, asked, digest);
            if (before.isPresent()) {
                return before.get();
            }
            byte[] answer = work.run(sql);
            sql.update(
                    "INSERT INTO request (tenant_id, request_id, digest, answer) VALUES (?, ?, ?, ?)",
                    asked.tenantId(),
                    asked.requestId(),
                    digest,
                    answer);
            return answer;
        });
    }

    private static Optional<byte[]> answered(Sql sql, Asked asked, byte[] digest) throws SQLException {
        // Held until the end: of two that come at once, the second finds what the first was answered.
        sql.list(
                "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))::text AS locked",
                row -> true,
                "send.request|" + asked.tenantId() + "|" + asked.requestId());
        Optional<Answered> known = sql.one(
                "SELECT digest, answer FROM request WHERE tenant_id = ? AND request_id = ?",
                row -> new Answered(row.bytes("digest"), row.bytes("answer")),
                asked.tenantId(),
                asked.requestId());
        if (known.isPresent() && !MessageDigest.isEqual(known.get().digest(), digest)) {
            throw Fault.of(Reason.REQUEST_ID_REUSED).with("request_id", asked.requestId());
        }
        return known.map(Answered::answer);
    }

    /// Forgets requests that nobody repeats any more; answers whether more are left.
    boolean sweep(Duration recognised) {
        return db.tx(sql -> sql.update(
                        "DELETE FROM request WHERE (tenant_id, request_id) IN (SELECT tenant_id, request_id FROM request"
                                + " WHERE create_time < now() - ? * interval '1 millisecond' ORDER BY create_time LIMIT ?)",
                        recognised.toMillis(),
                        MOST))
                == MOST;
    }
}
