package dev.waypost.config.transfer;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;

/// Files in PostgreSQL, in pieces that are each sealed: the rows of an older system hold keys in clear.
@Singleton
final class ChunkStore {
    private static final String OWNER = "config:transfer";

    private final Db db;
    private final Vault vault;

    ChunkStore(Db db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    /// A piece of a file.
    record Chunk(long seq, long start, byte[] bytes) {
        long end() {
            return start + bytes.length;
        }
    }

    void add(String operationId, Chunk chunk) {
        byte[] sealed = seal(operationId, chunk);
        db.run(sql -> insert(sql, operationId, chunk, sealed));
    }

    void add(Sql sql, String operationId, Chunk chunk) throws SQLException {
        insert(sql, operationId, chunk, seal(operationId, chunk));
    }

    Optional<Chunk> read(String operationId, long seq) {
        return db.read(sql -> sql.one(
                        "SELECT seq, start_byte, bytes FROM transfer_chunk WHERE operation_id = ? AND seq = ?",
                        row -> new Chunk(row.longValue("seq"), row.longValue("start_byte"), row.bytes("bytes")),
                        operationId,
                        seq))
                .map(stored -> open(operationId, stored));
    }

    /// The piece that holds the byte at this offset; empty at and behind the end.
    Optional<Chunk> at(String operationId, long offset) {
        return db.read(sql -> sql.one(
                        "SELECT seq, start_byte, bytes FROM transfer_chunk WHERE operation_id = ? AND start_byte <= ?"
                                + " AND start_byte + length > ? ORDER BY start_byte DESC LIMIT 1",
                        row -> new Chunk(row.longValue("seq"), row.longValue("start_byte"), row.bytes("bytes")),
                        operationId,
                        offset,
                        offset))
                .map(stored -> open(operationId, stored));
    }

    long size(String operationId) {
        return db.read(sql -> sql.one(
                        "SELECT coalesce(max(start_byte + length), 0) AS size FROM transfer_chunk"
                                + " WHERE operation_id = ?",
                        row -> row.longValue("size"),
                        operationId)
                .orElse(0L));
    }

    private static void insert(Sql sql, String operationId, Chunk chunk, byte[] sealed) throws SQLException {
        sql.update(
                "INSERT INTO transfer_chunk (operation_id, seq, start_byte, length, bytes) VALUES (?, ?, ?, ?, ?)",
                operationId,
                chunk.seq(),
                chunk.start(),
                chunk.bytes().length,
                sealed);
    }

    // One character per byte, so that any bytes pass through the vault, which seals texts.
    private byte[] seal(String operationId, Chunk chunk) {
        String text = new String(chunk.bytes(), StandardCharsets.ISO_8859_1);
        return vault.seal(text, OWNER, field(operationId, chunk.seq())).getBytes(StandardCharsets.US_ASCII);
    }

    private Chunk open(String operationId, Chunk stored) {
        String text = new String(stored.bytes(), StandardCharsets.US_ASCII);
        byte[] bytes = vault.open(text, OWNER, field(operationId, stored.seq())).getBytes(StandardCharsets.ISO_8859_1);
        return new Chunk(stored.seq(), stored.start(), bytes);
    }

    private static String field(String operationId, long seq) {
        return operationId + "/" + seq;
    }
}
