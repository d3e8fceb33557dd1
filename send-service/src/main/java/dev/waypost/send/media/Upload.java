package dev.waypost.send.media;

import java.time.Instant;

/// An uploaded file, without its bytes.
///
/// @param mimeType empty when the uploader did not say
record Upload(
        String tenantId,
        String uploadId,
        String requestId,
        String fileId,
        String mimeType,
        String filename,
        long size,
        byte[] sha256,
        Instant expireTime) {
    Upload until(Instant later) {
        return new Upload(tenantId, uploadId, requestId, fileId, mimeType, filename, size, sha256, later);
    }
}
