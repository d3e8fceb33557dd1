package dev.waypost.send.media;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Uploaded files, in pieces. All times are PostgreSQL's.
@Singleton
class MediaStore {
    private static final String UPLOAD = """
            SELECT u.tenant_id, u.upload_id, u.request_id, u.file_id, u.mime_type, u.filename, f.size, f.sha256,
              u.expire_time
            FROM media_upload u JOIN media_file f ON f.tenant_id = u.tenant_id AND f.file_id = u.file_id
            WHERE u.tenant_id = ? AND\s""";

    /// A file that was uploaded before is kept once: the new name points to the old bytes.
    private static final String NAME = """
            INSERT INTO media_upload (tenant_id, upload_id, request_id, file_id, mime_type, filename, expire_time)
            VALUES (?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond') ON CONFLICT DO NOTHING""";

    /// One row per tenant, so what two uploads add at once is never more than fits.
    private static final String USE = """
            INSERT INTO media_usage AS u (tenant_id, bytes) SELECT ?::text, ?::bigint WHERE ?::bigint <= ?::bigint
            ON CONFLICT (tenant_id) DO UPDATE SET bytes = u.bytes + excluded.bytes WHERE u.bytes + excluded.bytes <= ?""";

    private static final String DROP_PIECES = """
            WITH gone AS (
              DELETE FROM media_piece WHERE tenant_id = ? AND file_id = ? RETURNING length(bytes) AS size)
            UPDATE media_usage SET bytes = bytes - (SELECT coalesce(sum(size), 0) FROM gone) WHERE tenant_id = ?""";

    private static final String PIECE = "media.piece/";

    private final Db db;
    private final Vault vault;

    MediaStore(Db db, Vault vault) {
        this.db = db;
        this.vault = vault;
    }

    void begin(String tenantId, String fileId) {
        db.statement(sql -> sql.update("INSERT INTO media_file (tenant_id, file_id) VALUES (?, ?)", tenantId, fileId));
    }

    /// Whether the piece fits; one that does not is not written.
    boolean add(String tenantId, String fileId, int number, byte[] plain, boolean sealed, long quota) {
        byte[] piece = sealed ? vault.seal(plain, tenantId, PIECE + fileId + "/" + number) : plain;
        return db.tx(sql -> {
            boolean fits = sql.update(USE, tenantId, piece.length, piece.length, quota, quota) == 1;
            if (fits) {
                sql.update(
                        "INSERT INTO media_piece (tenant_id, file_id, number, bytes, sealed) VALUES (?, ?, ?, ?, ?)",
                        tenantId,
                        fileId,
                        number,
                        piece,
                        sealed);
            }
            return fits;
        });
    }

    /// Completes the file under its name, unless the request was there before; what counts is read back. Of two that
    /// bring a new file at once one fails, and finds it the next time.
    Upload name(Upload upload, Duration keep) {
        try {
            return nameOnce(upload, keep);
        } catch (RuntimeException e) {
            if (Db.violates(e, "media_file_tenant_id_sha256_key")) {
                return nameOnce(upload, keep);
            }
            throw e;
        }
    }

    private Upload nameOnce(Upload upload, Duration keep) {
        String tenantId = upload.tenantId();
        return db.tx(sql -> {
            Optional<Upload> before = named(sql, upload);
            if (before.isPresent()) {
                return before.get();
            }
            Optional<String> same = sql.one(
                    "SELECT file_id FROM media_file WHERE tenant_id = ? AND sha256 = ? FOR UPDATE",
                    row -> row.string("file_id"),
                    tenantId,
                    upload.sha256());
            if (same.isEmpty()) {
                int completed = sql.update(
                        "UPDATE media_file SET sha256 = ?, size = ? WHERE tenant_id = ? AND file_id = ?",
                        upload.sha256(),
                        upload.size(),
                        tenantId,
                        upload.fileId());
                if (completed == 0) {
                    // It took longer than a day, or the tenant was purged meanwhile.
                    throw Fault.of(Reason.CANCELLED).detail("The upload took too long and was given up.");
                }
            }
            sql.update(
                    NAME,
                    tenantId,
                    upload.uploadId(),
                    upload.requestId(),
                    same.orElse(upload.fileId()),
                    upload.mimeType(),
                    upload.filename(),
                    keep.toMillis());
            return named(sql, upload).orElseThrow();
        });
    }

    private static Optional<Upload> named(Sql sql, Upload upload) throws SQLException {
        return sql.one(UPLOAD + "u.request_id = ?", MediaStore::upload, upload.tenantId(), upload.requestId());
    }

    /// Forgets a file that nobody's upload refers to.
    void drop(String tenantId, String fileId) {
        db.run(sql -> drop(sql, tenantId, fileId));
    }

    /// The row is locked first: an upload that finds the file again waits, and then finds it gone.
    private static void drop(Sql sql, String tenantId, String fileId) throws SQLException {
        sql.list(
                "SELECT file_id FROM media_file WHERE tenant_id = ? AND file_id = ? FOR UPDATE",
                row -> row.string("file_id"),
                tenantId,
                fileId);
        int gone = sql.update("""
                DELETE FROM media_file f WHERE f.tenant_id = ? AND f.file_id = ? AND NOT EXISTS (
                  SELECT 1 FROM media_upload u WHERE u.tenant_id = f.tenant_id AND u.file_id = f.file_id)""", tenantId, fileId);
        if (gone > 0) {
            sql.update(DROP_PIECES, tenantId, fileId, tenantId);
        }
    }

    Optional<Upload> find(String tenantId, String uploadId) {
        return db.read(sql ->
                sql.one(UPLOAD + "u.upload_id = ? AND u.expire_time > now()", MediaStore::upload, tenantId, uploadId));
    }

    /// Keeps a file until then.
    void keep(String tenantId, String uploadId, Instant until) {
        db.statement(sql -> sql.update(
                "UPDATE media_upload SET expire_time = ? WHERE tenant_id = ? AND upload_id = ? AND expire_time < ?",
                until,
                tenantId,
                uploadId,
                until));
    }

    /// All bytes of a file: one array of its size, filled piece by piece.
    byte[] bytes(Upload upload) {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(upload.size()));
        return db.read(sql -> {
            for (int at = 0; all.hasRemaining(); at++) {
                int number = at;
                all.put(sql.one(
                                "SELECT bytes, sealed FROM media_piece WHERE tenant_id = ? AND file_id = ? AND number = ?",
                                row -> opened(upload, number, row),
                                upload.tenantId(),
                                upload.fileId(),
                                number)
                        .orElseThrow(() -> new SQLException("a piece of a file is missing")));
            }
            return all.array();
        });
    }

    private byte[] opened(Upload upload, int number, Row row) throws SQLException {
        byte[] bytes = row.bytes("bytes");
        return row.bool("sealed")
                ? vault.open(bytes, upload.tenantId(), PIECE + upload.fileId() + "/" + number)
                : bytes;
    }

    Optional<String> providerId(String tenantId, String endpointId, String uploadId) {
        return db.read(sql -> sql.one("""
                SELECT provider_media_id FROM media_provider_id
                WHERE tenant_id = ? AND endpoint_id = ? AND upload_id = ? AND expire_time > now()""", row -> row.string("provider_media_id"), tenantId, endpointId, uploadId));
    }

    void remember(String tenantId, String endpointId, String uploadId, String providerMediaId, Duration lives) {
        db.statement(sql -> sql.update("""
                INSERT INTO media_provider_id (tenant_id, endpoint_id, upload_id, provider_media_id, expire_time)
                VALUES (?, ?, ?, ?, now() + ? * interval '1 millisecond')
                ON CONFLICT (tenant_id, endpoint_id, upload_id) DO UPDATE
                SET provider_media_id = excluded.provider_media_id, expire_time = excluded.expire_time""", tenantId, endpointId, uploadId, providerMediaId, lives.toMillis()));
    }

    void forgetProviderId(String tenantId, String endpointId, String uploadId) {
        db.statement(sql -> sql.update(
                "DELETE FROM media_provider_id WHERE tenant_id = ? AND endpoint_id = ? AND upload_id = ?",
                tenantId,
                endpointId,
                uploadId));
    }

    /// Deletes what expired, and what nobody completed within a day; a bounded part.
    ///
    /// @return uploads that went
    int sweep(int most) {
        return db.tx(sql -> {
            List<Place> expired = sql.list("""
                    DELETE FROM media_upload WHERE (tenant_id, upload_id) IN (
                      SELECT tenant_id, upload_id FROM media_upload WHERE expire_time <= now()
                      ORDER BY expire_time LIMIT ? FOR UPDATE SKIP LOCKED)
                    RETURNING tenant_id, file_id""", Place::of, most);
            List<Place> unfinished = sql.list("""
                    SELECT tenant_id, file_id FROM media_file
                    WHERE sha256 IS NULL AND create_time < now() - interval '1 day' ORDER BY create_time LIMIT ?""", Place::of, most);
            // In one order everywhere: two that sweep must not wait for each other in a circle.
            List<Place> places = Stream.concat(expired.stream(), unfinished.stream())
                    .distinct()
                    .sorted(Comparator.comparing(Place::tenantId).thenComparing(Place::fileId))
                    .toList();
            for (Place place : places) {
                drop(sql, place.tenantId(), place.fileId());
            }
            sql.update("DELETE FROM media_provider_id WHERE expire_time <= now()");
            return expired.size();
        });
    }

    private record Place(String tenantId, String fileId) {
        static Place of(Row row) throws SQLException {
            return new Place(row.string("tenant_id"), row.string("file_id"));
        }
    }

    private static Upload upload(Row row) throws SQLException {
        return new Upload(
                row.string("tenant_id"),
                row.string("upload_id"),
                row.string("request_id"),
                row.string("file_id"),
                row.string("mime_type"),
                row.string("filename"),
                row.longValue("size"),
                row.bytes("sha256"),
                row.instant("expire_time"));
    }
}
