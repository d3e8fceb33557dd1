package dev.waypost.health.alert;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.Optional;

/// Requests that were answered: the work of one is done once.
@Singleton
class AlertRequestStore {
    private record Answered(byte[] digest, byte[] answer) {}

    private final Db db;

    AlertRequestStore(Db db) {
        this.db = db;
    }

    /// The work of one request; gives its answer.
    interface Work {
        byte[] run(Sql sql) throws SQLException;
    }

    /// Does the work and keeps its answer in one transaction, unless the request was answered before.
    ///
    /// @param words the whole request, with its method in front
    /// @throws Fault REQUEST_ID_REUSED when the id belongs to another request
    byte[] once(String tenantId, String requestId, String words, Work work) {
        byte[] digest = Signatures.sha256(words.getBytes(StandardCharsets.UTF_8));
        return db.tx(sql -> {
            // Held until the end: of two that come at once, the second finds what the first was answered.
            sql.list(
                    "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))::text AS locked",
                    row -> true,
                    "health.alert|" + tenantId + "|" + requestId);
            Optional<Answered> known = sql.one(
                    "SELECT digest, answer FROM alert_request WHERE tenant_id = ? AND request_id = ?",
                    row -> new Answered(row.bytes("digest"), row.bytes("answer")),
                    tenantId,
                    requestId);
            if (known.isPresent()) {
                if (!MessageDigest.isEqual(known.get().digest(), digest)) {
                    throw Fault.of(Reason.REQUEST_ID_REUSED).with("request_id", requestId);
                }
                return known.get().answer();
            }
            byte[] answer = work.run(sql);
            sql.update(
                    "INSERT INTO alert_request (tenant_id, request_id, digest, answer) VALUES (?, ?, ?, ?)",
                    tenantId,
                    requestId,
                    digest,
                    answer);
            return answer;
        });
    }

    void forgetOld() {
        db.run(sql -> sql.update("DELETE FROM alert_request WHERE create_time < now() - interval '1 day'"));
    }
}
