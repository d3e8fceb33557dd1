package dev.waypost.config.transfer;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The bytes of one file on their way in: stored piece by piece, never whole in memory.
final class Upload {
    private static final int PIECE = 512 * 1024;

    private final ChunkStore chunks;
    private final String operationId;
    private final long limit;
    private final MessageDigest digest = sha256();
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
    private long seq;
    private long stored;

    Upload(ChunkStore chunks, String operationId, long limit) {
        this.chunks = chunks;
        this.operationId = operationId;
        this.limit = limit;
    }

    String operationId() {
        return operationId;
    }

    void write(byte[] bytes) {
        if (stored + piece.size() + bytes.length > limit) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            "chunk", "value: more than " + limit + " bytes in all (expected: at most " + limit + ")");
        }
        digest.update(bytes);
        piece.writeBytes(bytes);
        if (piece.size() >= PIECE) {
            store();
        }
    }

    /// Stores what is left; the digest of the whole file.
    byte[] finish() {
        if (piece.size() > 0) {
            store();
        }
        if (stored == 0) {
            throw Fault.of(Reason.FIELD_INVALID).violation("chunk", "value: no bytes in all (expected: a file)");
        }
        return digest.digest();
    }

    private void store() {
        byte[] bytes = piece.toByteArray();
        chunks.add(operationId, new ChunkStore.Chunk(seq, stored, bytes));
        seq++;
        stored += bytes.length;
        piece.reset();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
