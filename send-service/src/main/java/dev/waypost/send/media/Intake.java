package dev.waypost.send.media;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;

/// A file on its way in: written piece by piece, never whole in memory.
final class Intake {
    private static final int PIECE = 512 * 1024;

    private final MediaStore store;
    private final MediaSettings settings;
    private final String tenantId;
    private final String requestId;
    private final String fileId;
    private final String mimeType;
    private final String filename;
    private final boolean sealed;
    private final MessageDigest digest;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private long size;
    private int pieces;
    private boolean looked;

    Intake(
            MediaStore store,
            MediaSettings settings,
            String tenantId,
            String requestId,
            String fileId,
            String mimeType,
            String filename,
            boolean sealed) {
        this.store = store;
        this.settings = settings;
        this.tenantId = tenantId;
        this.requestId = requestId;
        this.fileId = fileId;
        this.mimeType = mimeType;
        this.filename = filename;
        this.sealed = sealed;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    String tenantId() {
        return tenantId;
    }

    void add(byte[] bytes) {
        size += bytes.length;
        if (size > settings.maxBytes()) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            "chunk",
                            "size: over " + size + " (expected: at most " + settings.maxBytes() + " bytes in all)");
        }
        digest.update(bytes);
        gathered.writeBytes(bytes);
        if (gathered.size() >= PIECE) {
            flush();
        } else if (!looked && gathered.size() >= FileTypePolicy.HEAD) {
            look(gathered.toByteArray());
        }
    }

    private void flush() {
        if (gathered.size() == 0) {
            return;
        }
        byte[] piece = gathered.toByteArray();
        look(piece);
        if (!store.add(tenantId, fileId, pieces++, piece, sealed, settings.quotaBytes())) {
            throw Fault.of(Reason.MEDIA_QUOTA_REACHED)
                    .with("tenant_id", tenantId)
                    .with("quota_bytes", String.valueOf(settings.quotaBytes()));
        }
        gathered.reset();
    }

    /// Once, and before anything is written.
    private void look(byte[] bytes) {
        if (looked) {
            return;
        }
        looked = true;
        FileTypePolicy.objection(mimeType, Arrays.copyOf(bytes, Math.min(bytes.length, FileTypePolicy.HEAD)))
                .ifPresent(found -> {
                    throw Fault.of(Reason.FIELD_INVALID)
                            .violation(
                                    "mime_type",
                                    "value: " + Fault.Violation.shown(mimeType) + ", but the bytes are " + found
                                            + " (expected: the type of the bytes)");
                });
    }

    Upload upload(String uploadId) {
        if (size == 0) {
            throw Fault.of(Reason.FIELD_INVALID).violation("chunk", "size: 0 (expected: at least 1 byte in all)");
        }
        flush();
        return new Upload(
                tenantId, uploadId, requestId, fileId, mimeType, filename, size, digest.digest(), Instant.EPOCH);
    }

    /// Nobody completes it.
    void abandon() {
        store.drop(tenantId, fileId);
    }
}
