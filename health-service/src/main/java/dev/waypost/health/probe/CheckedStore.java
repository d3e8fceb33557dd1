package dev.waypost.health.probe;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.util.Optional;

/// What checks were answered, by request id.
@Singleton
public class CheckedStore {
    private final Db db;

    CheckedStore(Db db) {
        this.db = db;
    }

    public Optional<byte[]> find(String tenantId, String requestId) {
        return db.read(sql -> sql.one(
                "SELECT answer FROM checked WHERE tenant_id = ? AND request_id = ?",
                row -> row.bytes("answer"),
                tenantId,
                requestId));
    }

    public void remember(String tenantId, String requestId, byte[] answer) {
        db.run(sql -> sql.update(
                "INSERT INTO checked (tenant_id, request_id, answer) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                tenantId,
                requestId,
                answer));
    }

    /// Callers repeat a request within minutes; a day later it is a new one.
    public int forgetOld() {
        return db.tx(sql -> sql.update("DELETE FROM checked WHERE create_time < now() - interval '1 day'"));
    }
}
