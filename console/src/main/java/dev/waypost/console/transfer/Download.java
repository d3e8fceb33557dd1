package dev.waypost.console.transfer;

import dev.waypost.proto.config.v1.ReadExportResponse;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;

/// An export's file as a stream of bytes, read no faster than its reader takes it.
final class Download extends InputStream {
    private final Iterator<ReadExportResponse> pieces;
    private final long size;
    private InputStream piece;

    private Download(Iterator<ReadExportResponse> pieces, ReadExportResponse first) {
        this.pieces = pieces;
        this.size = first.getTotalSize();
        this.piece = first.getChunk().newInput();
    }

    /// Asks for the first piece, and throws what the service refuses it for.
    static Download begin(Iterator<ReadExportResponse> pieces) {
        return new Download(pieces, pieces.hasNext() ? pieces.next() : ReadExportResponse.getDefaultInstance());
    }

    long size() {
        return size;
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
