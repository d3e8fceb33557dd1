package dev.waypost.config.transfer;

import dev.waypost.config.transfer.ChunkStore.Chunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a stored file line by line, with one piece of it in memory.
final class LineReader {
    /// Bytes of the longest line that is read; a longer one is reported.
    static final int LONGEST = 1 << 20;

    private final InputStream in;
    private long number;
    private boolean atStart = true;

    LineReader(InputStream in) {
        this.in = in;
    }

    static LineReader of(ChunkStore chunks, String operationId) {
        return new LineReader(new Pieces(chunks, operationId));
    }

    /// A line, without its end.
    ///
    /// @param text null when it could not be read
    /// @param problem why; empty when it could
    /// @param bytes as they stand in the file, the end included; empty when the line is too long
    record Line(long number, @Nullable String text, String problem, byte[] bytes) {}

    /// The next line that is not blank; empty at the end.
    Optional<Line> next() {
        while (true) {
            @Nullable Line line = raw();
            if (line == null) {
                return Optional.empty();
            }
            if (line.text() == null || !line.text().isBlank()) {
                return Optional.of(line);
            }
        }
    }

    /// Also blank lines, for whoever counts bytes.
    @Nullable
    Line raw() {
        try {
            var bytes = new ByteArrayOutputStream();
            boolean tooLong = false;
            boolean any = false;
            int read = in.read();
            while (read >= 0) {
                any = true;
                if (bytes.size() >= LONGEST) {
                    tooLong = true;
                    bytes.reset();
                }
                bytes.write(read);
                if (read == '\n') {
                    break;
                }
                read = in.read();
            }
            if (!any) {
                return null;
            }
            number++;
            return tooLong
                    ? new Line(number, null, "the line is longer than " + LONGEST + " bytes", new byte[0])
                    : decoded(bytes.toByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("a stored file cannot be read", e);
        }
    }

    private Line decoded(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (atStart && text.startsWith("\uFEFF")) {
                text = text.substring(1);
            }
            atStart = false;
            return new Line(number, text.stripTrailing(), "", bytes);
        } catch (CharacterCodingException e) {
            return new Line(number, null, "the line is not UTF-8", bytes);
        }
    }

    /// The stored pieces as one stream.
    static final class Pieces extends InputStream {
        private final ChunkStore chunks;
        private final String operationId;
        private byte[] piece = new byte[0];
        private int at;
        private long seq;

        Pieces(ChunkStore chunks, String operationId) {
            this.chunks = chunks;
            this.operationId = operationId;
        }

        @Override
        public int read() {
            return fill() ? piece[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int copied = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, copied);
            at += copied;
            return copied;
        }

        private boolean fill() {
            while (at == piece.length) {
                Optional<Chunk> next = chunks.read(operationId, seq);
                if (next.isEmpty()) {
                    return false;
                }
                piece = next.get().bytes();
                at = 0;
                seq++;
            }
            return true;
        }
    }
}
