package dev.waypost.console.edge;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.function.Function;

/// A file that a service sends in pieces, as a stream of bytes, read no faster than its reader takes it.
public final class Download<P> extends InputStream {
    private final Iterator<P> pieces;
    private final Function<P, ByteString> bytes;
    private final P first;
    private InputStream piece;

    private Download(Iterator<P> pieces, P first, Function<P, ByteString> bytes) {
        this.pieces = pieces;
        this.bytes = bytes;
        this.first = first;
        this.piece = bytes.apply(first).newInput();
    }

    /// Asks for the first piece, and throws what the service refuses it for.
    ///
    /// @param none the piece of a file that has none
    public static <P> Download<P> begin(Iterator<P> pieces, P none, Function<P, ByteString> bytes) {
        return new Download<>(pieces, pieces.hasNext() ? pieces.next() : none, bytes);
    }

    /// The piece that also says what file it is.
    public P first() {
        return first;
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
                piece = bytes.apply(pieces.next()).newInput();
                count = piece.read(into, offset, length);
            }
            return count;
        } catch (StatusRuntimeException e) {
            throw new IOException("the export broke off", e);
        }
    }
}
