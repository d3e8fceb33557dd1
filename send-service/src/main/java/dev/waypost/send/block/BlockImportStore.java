package dev.waypost.send.block;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// How far imports of numbers to block are; each piece and the progress it makes are one transaction.
@Singleton
class BlockImportStore {
    private static final int MOST = 5_000;

    private final Db db;

    BlockImportStore(Db db) {
        this.db = db;
    }

    /// @param lines taken so far
    record Progress(String cause, long lines, long blocked, long repeated, long invalid) {}

    /// A piece without the lines that were taken before.
    ///
    /// @param numbers each user once
    /// @param lines how many lines it has, whatever they say
    /// @param readable how many of them are numbers
    record Piece(List<BlockStore.Number> numbers, int lines, int readable) {}

    /// Which lines of a piece are new.
    interface Rest {
        Piece from(long lines);
    }

    Progress open(String tenantId, String requestId, String cause) {
        return db.tx(sql -> {
            sql.update(
                    "INSERT INTO block_import (tenant_id, request_id, cause) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    tenantId,
                    requestId,
                    cause);
            return locked(sql, tenantId, requestId);
        });
    }

    /// Two streams of one import take turns; each takes only what the other did not.
    Progress take(String tenantId, String requestId, String by, Rest rest) {
        return db.tx(sql -> {
            Progress before = locked(sql, tenantId, requestId);
            Piece piece = rest.from(before.lines());
            int fresh = piece.numbers().isEmpty()
                    ? 0
                    : BlockStore.block(
                            sql, tenantId, piece.numbers(), before.cause().isEmpty() ? null : before.cause(), by);
            var after = new Progress(
                    before.cause(),
                    before.lines() + piece.lines(),
                    before.blocked() + fresh,
                    before.repeated() + piece.readable() - fresh,
                    before.invalid() + piece.lines() - piece.readable());
            sql.update(
                    "UPDATE block_import SET lines = ?, blocked = ?, repeated = ?, invalid = ?, update_time = now()"
                            + " WHERE tenant_id = ? AND request_id = ?",
                    after.lines(),
                    after.blocked(),
                    after.repeated(),
                    after.invalid(),
                    tenantId,
                    requestId);
            return after;
        });
    }

    private static Progress locked(Sql sql, String tenantId, String requestId) throws SQLException {
        return sql.one(
                        "SELECT cause, lines, blocked, repeated, invalid FROM block_import"
                                + " WHERE tenant_id = ? AND request_id = ? FOR UPDATE",
                        BlockImportStore::progress,
                        tenantId,
                        requestId)
                .orElseThrow();
    }

    private static Progress progress(Row row) throws SQLException {
        return new Progress(
                row.string("cause"),
                row.longValue("lines"),
                row.longValue("blocked"),
                row.longValue("repeated"),
                row.longValue("invalid"));
    }

    /// Forgets imports that nobody goes on with; answers whether more are left.
    boolean sweep(Duration kept) {
        return db.tx(sql -> sql.update(
                        "DELETE FROM block_import WHERE ctid = ANY(ARRAY(SELECT ctid FROM block_import"
                                + " WHERE update_time < now() - ? * interval '1 millisecond' LIMIT ?))",
                        kept.toMillis(),
                        MOST))
                == MOST;
    }
}
