package dev.waypost.console.privacy;

import dev.waypost.proto.send.v1.ImportBlockedNumbersRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lines of a body as pieces of an import; a line that is no number takes its place, so that places are lines.
final class NumberLines {
    private static final int PIECE = 1_000;
    private static final int LONGEST = 128;

    private final BufferedReader lines;
    private ImportBlockedNumbersRequest.@Nullable Builder first;
    private long at;

    /// @param first says whose import it is
    NumberLines(InputStream body, ImportBlockedNumbersRequest.Builder first) {
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        this.first = first;
    }

    /// Null at the end; a body without lines is one piece without numbers.
    @Nullable
    ImportBlockedNumbersRequest next() throws IOException {
        List<String> numbers = new ArrayList<>(PIECE);
        while (numbers.size() < PIECE) {
            String line = line();
            if (line == null) {
                break;
            }
            numbers.add(line);
        }
        ImportBlockedNumbersRequest.Builder begun = first;
        if (numbers.isEmpty() && begun == null) {
            return null;
        }
        first = null;
        var piece = begun == null ? ImportBlockedNumbersRequest.newBuilder() : begun;
        long place = at;
        at += numbers.size();
        return piece.setFirstLine(place).addAllNumbers(numbers).build();
    }

    /// At most as much of a line as could be a number: one without an end must not fill the memory.
    private @Nullable String line() throws IOException {
        int next = lines.read();
        if (next < 0) {
            return null;
        }
        var line = new StringBuilder();
        for (; next >= 0 && next != '\n'; next = lines.read()) {
            if (line.length() < LONGEST && next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString().strip();
    }
}
