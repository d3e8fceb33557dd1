package dev.waypost.console.metric;

import dev.waypost.proto.health.v1.ExportMetricsResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;

/// An export as a stream of bytes, read no faster than its reader takes it.
final class ExportStream extends InputStream {
    private final Iterator<ExportMetricsResponse> pieces;
    private final String contentType;
    private InputStream piece;

    private ExportStream(Iterator<ExportMetricsResponse> pieces, ExportMetricsResponse first) {
        this.pieces = pieces;
        this.contentType = first.getContentType();
        this.piece = first.getChunk().newInput();
    }

    /// Asks for the first piece, and throws what the service refuses it for.
    static ExportStream begin(Iterator<ExportMetricsResponse> pieces) {
        return new ExportStream(pieces, pieces.hasNext() ? pieces.next() : ExportMetricsResponse.getDefaultInstance());
    }

    String contentType() {
        return contentType.contains("/") ? contentType : "application/json";
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            int count = piece.read(into, offset, length);
            while (count < 0 && pieces.hasNext()) {
                piece = pieces.next().getChunk().newInput();
                count = piece.read(into, offset, length);
            }
            return count;
        } catch (StatusRuntimeException e) {
            throw new IOException("the export broke off", e);
        }
    }
}
