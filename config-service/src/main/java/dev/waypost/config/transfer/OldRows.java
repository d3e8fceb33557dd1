package dev.waypost.config.transfer;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/// The rows of an older system's table, one after the other.
interface OldRows {
    /// One row as it stands there.
    ///
    /// @param position the line that it begins in, or its place in an array, from 1
    /// @param values by the column's own name
    /// @param problem why it could not be read; empty when it could
    record Raw(long position, Map<String, String> values, String problem) {}

    /// Empty at the end.
    ///
    /// @throws Fault FIELD_INVALID when nothing behind this place can be read
    Optional<Raw> next();

    static OldRows of(InputStream bytes, MigrateSpec.Format format) {
        var in = new BufferedInputStream(bytes, 1 << 16);
        try {
            skipMark(in);
            int first = firstVisible(in);
            boolean json = format == MigrateSpec.Format.JSON
                    || format == MigrateSpec.Format.TOLD_BY_CONTENT && (first == '[' || first == '{');
            if (!json) {
                return new CsvRows(in);
            }
            return first == '[' ? JsonRows.ofArray(in) : JsonRows.ofLines(new LineReader(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Fault broken(long position, String found, String expected) {
        return Fault.of(Reason.FIELD_INVALID)
                .detail("The rows cannot be read.")
                .violation("row " + position, "value: " + found + " (expected: " + expected + ")");
    }

    private static void skipMark(InputStream in) throws IOException {
        in.mark(3);
        if (in.read() != 0xef || in.read() != 0xbb || in.read() != 0xbf) {
            in.reset();
        }
    }

    /// Looks ahead; reads nothing.
    private static int firstVisible(InputStream in) throws IOException {
        in.mark(4096);
        int read = in.read();
        for (int i = 0; i < 4000 && read >= 0 && Character.isWhitespace(read); i++) {
            read = in.read();
        }
        in.reset();
        return read;
    }
}
