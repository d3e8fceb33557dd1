package dev.waypost.config.transfer;

import dev.waypost.config.document.Documents;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Operations in PostgreSQL.
@Singleton
final class TransferStore {
    private static final String INTERVAL = "? * interval '1 millisecond'";

    private final Db db;

    TransferStore(Db db) {
        this.db = db;
    }

    /// An operation that is to be.
    record Start(
            String operationId,
            TransferKind kind,
            @Nullable String tenantId,
            Object spec,
            @Nullable String sealed,
            String startedBy,
            @Nullable String traceparent) {}

    void add(Sql sql, Start start, TransferState state) throws SQLException {
        sql.update(
                "INSERT INTO transfer (operation_id, kind, tenant_id, state, spec, sealed, started_by, traceparent)"
                        + " VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?)",
                start.operationId(),
                start.kind().name(),
                start.tenantId(),
                state.name(),
                Documents.write(start.spec()),
                start.sealed(),
                start.startedBy(),
                start.traceparent());
    }

    void addUpload(Start start) {
        db.run(sql -> add(sql, start, TransferState.UPLOADING));
    }

    /// The bytes are all there.
    void uploaded(Sql sql, String operationId) throws SQLException {
        sql.update(
                "UPDATE transfer SET state = 'PENDING', not_before = now(), updated_time = now()"
                        + " WHERE operation_id = ? AND state = 'UPLOADING'",
                operationId);
    }

    void dropUpload(String operationId) {
        db.run(sql -> sql.update("DELETE FROM transfer WHERE operation_id = ? AND state = 'UPLOADING'", operationId));
    }

    /// The database's time, by which operations wait.
    Instant now() {
        return db.read(this::now);
    }

    Instant now(Sql sql) throws SQLException {
        return sql.one("SELECT clock_timestamp() AS now", row -> row.instant("now"))
                .orElseThrow();
    }

    Optional<Transfer> find(String operationId) {
        return db.read(sql -> find(sql, operationId));
    }

    Optional<Transfer> find(Sql sql, String operationId) throws SQLException {
        return sql.one(
                "SELECT * FROM transfer WHERE operation_id = ? AND state <> 'UPLOADING'",
                TransferStore::transfer,
                operationId);
    }

    /// The newest first; ids are ordered by time.
    List<Transfer> list(String before, int limit) {
        return db.read(sql -> sql.list(
                "SELECT * FROM transfer WHERE (? = '' OR operation_id < ?) AND state <> 'UPLOADING'"
                        + " ORDER BY operation_id DESC LIMIT ?",
                TransferStore::transfer,
                before,
                before,
                limit));
    }

    /// Takes an operation that nobody works, with a new epoch.
    Optional<Transfer> claim(String owner, Duration lease) {
        return db.tx(sql -> sql.one(
                "UPDATE transfer SET state = 'RUNNING', lease_owner = ?, lease_until = now() + " + INTERVAL
                        + ", epoch = epoch + 1, updated_time = now() WHERE operation_id = ("
                        + " SELECT operation_id FROM transfer WHERE state IN ('PENDING', 'RUNNING')"
                        + " AND not_before <= now() AND (lease_until IS NULL OR lease_until < now())"
                        + " ORDER BY not_before LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *",
                TransferStore::transfer,
                owner,
                lease.toMillis()));
    }

    /// Whether it shall be cancelled; empty when the lease is lost. One that was given back is not taken again.
    Optional<Boolean> renew(String operationId, long epoch, Duration lease) {
        return db.tx(sql -> sql.one(
                "UPDATE transfer SET lease_until = now() + " + INTERVAL
                        + " WHERE operation_id = ? AND epoch = ? AND state = 'RUNNING' AND lease_owner IS NOT NULL"
                        + " RETURNING cancel_asked",
                row -> row.bool("cancel_asked"),
                lease.toMillis(),
                operationId,
                epoch));
    }

    /// Moves the operation on, in the transaction of what its step changed; empty when the lease is lost.
    Optional<Boolean> advance(Sql sql, String operationId, long epoch, Advance advance, Duration lease)
            throws SQLException {
        return sql.one(
                "UPDATE transfer SET cursor = ?::jsonb, done_items = done_items + ?, failed_items = failed_items + ?,"
                        + " total_items = CASE WHEN ? > 0 THEN ? ELSE total_items END, updated_time = now(),"
                        + " lease_until = now() + " + INTERVAL
                        + " WHERE operation_id = ? AND epoch = ? AND state = 'RUNNING' RETURNING cancel_asked",
                row -> row.bool("cancel_asked"),
                Documents.write(advance.cursor()),
                advance.items().size(),
                advance.failed(),
                advance.total(),
                advance.total(),
                lease.toMillis(),
                operationId,
                epoch);
    }

    /// Gives the operation back, to be gone on with after the wait.
    void release(String operationId, long epoch, Duration wait) {
        db.run(sql -> sql.update(
                "UPDATE transfer SET lease_owner = NULL, lease_until = NULL, not_before = now() + " + INTERVAL
                        + " WHERE operation_id = ? AND epoch = ? AND state = 'RUNNING'",
                wait.toMillis(),
                operationId,
                epoch));
    }

    /// Ends it; what only a living operation needs is erased when it succeeded.
    void finish(
            Transfer transfer, TransferState state, @Nullable String failureReason, @Nullable String failureDetail) {
        String id = transfer.operationId();
        db.run(sql -> {
            int ended = sql.update(
                    "UPDATE transfer SET state = ?, failure_reason = ?, failure_detail = ?, lease_owner = NULL,"
                            + " lease_until = NULL, cancel_asked = false, updated_time = now(), ended_time = now(),"
                            + " sealed = CASE WHEN ? THEN NULL ELSE sealed END"
                            + " WHERE operation_id = ? AND epoch = ? AND state = 'RUNNING'",
                    state.name(),
                    failureReason,
                    failureDetail,
                    state == TransferState.SUCCEEDED,
                    id,
                    transfer.epoch());
            if (ended == 1 && state == TransferState.SUCCEEDED) {
                sql.update("DELETE FROM transfer_row WHERE operation_id = ?", id);
                if (transfer.kind().consumesItsFile()) {
                    sql.update("DELETE FROM transfer_chunk WHERE operation_id = ?", id);
                }
            }
        });
    }

    /// One that nobody works ends at once, one at work after the step it is at; one that ended stays as it is.
    void cancel(Sql sql, String operationId) throws SQLException {
        sql.update(
                "UPDATE transfer SET cancel_asked = at_work, updated_time = now(),"
                        + " state = CASE WHEN at_work THEN state ELSE 'CANCELLED' END,"
                        + " ended_time = CASE WHEN at_work THEN NULL ELSE now() END,"
                        // Whoever still holds an old lease must find that it is over.
                        + " epoch = CASE WHEN at_work THEN epoch ELSE epoch + 1 END"
                        + " FROM (SELECT coalesce(lease_until >= now(), false) AS at_work FROM transfer"
                        + "   WHERE operation_id = ? FOR UPDATE) held"
                        + " WHERE operation_id = ? AND state IN ('PENDING', 'RUNNING')",
                operationId,
                operationId);
    }

    void resume(Sql sql, String operationId) throws SQLException {
        sql.update(
                "UPDATE transfer SET state = 'PENDING', cancel_asked = false, failure_reason = NULL,"
                        + " failure_detail = NULL, ended_time = NULL, lease_owner = NULL, lease_until = NULL,"
                        + " not_before = now(), updated_time = now()"
                        + " WHERE operation_id = ? AND state IN ('FAILED', 'CANCELLED')",
                operationId);
    }

    /// Forgets what ended long ago, and uploads that nobody finished.
    int prune(Duration keep, Duration keepUploads) {
        return db.tx(sql -> sql.update(
                "DELETE FROM transfer WHERE ended_time < now() - " + INTERVAL
                        + " OR state = 'UPLOADING' AND updated_time < now() - " + INTERVAL,
                keep.toMillis(),
                keepUploads.toMillis()));
    }

    private static Transfer transfer(Row row) throws SQLException {
        return new Transfer(
                row.string("operation_id"),
                TransferKind.valueOf(row.string("kind")),
                row.stringOrNull("tenant_id"),
                TransferState.valueOf(row.string("state")),
                row.string("spec"),
                row.stringOrNull("sealed"),
                row.string("cursor"),
                row.longValue("done_items"),
                row.longValue("failed_items"),
                row.longValue("total_items"),
                row.stringOrNull("failure_reason"),
                row.stringOrNull("failure_detail"),
                row.string("started_by"),
                row.stringOrNull("traceparent"),
                row.bool("cancel_asked"),
                row.longValue("epoch"),
                row.instant("created_time"),
                row.instant("updated_time"),
                row.instantOrNull("ended_time"));
    }
}
