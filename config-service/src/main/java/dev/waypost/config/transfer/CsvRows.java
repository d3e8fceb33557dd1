package dev.waypost.config.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Comma-separated values after RFC 4180: quotes, commas and line ends in quotes, LF or CRLF, names in the first line.
final class CsvRows implements OldRows {
    private static final int LONGEST_ROW = 1 << 20;
    private static final int END = -1;

    private final Reader in;
    private final List<String> names;
    private long line = 1;
    private int ahead = -2;

    CsvRows(InputStream in) {
        this.in = new InputStreamReader(in, StandardCharsets.UTF_8);
        @Nullable List<String> first = record();
        if (first == null) {
            throw OldRows.broken(1, "no line", "a line with the columns' names");
        }
        this.names = first.stream().map(String::strip).toList();
        if (new HashSet<>(names).size() < names.size()) {
            throw OldRows.broken(1, "a column's name twice", "each name once");
        }
    }

    List<String> names() {
        return names;
    }

    @Override
    public Optional<Raw> next() {
        while (true) {
            long began = line;
            @Nullable List<String> fields = record();
            if (fields == null) {
                return Optional.empty();
            }
            if (fields.size() == 1 && fields.getFirst().isBlank()) {
                continue;
            }
            if (fields.size() != names.size()) {
                return Optional.of(new Raw(
                        began,
                        Map.of(),
                        "value: " + fields.size() + " fields (expected: " + names.size() + ", as the first line)"));
            }
            var values = new LinkedHashMap<String, String>();
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), fields.get(i));
            }
            return Optional.of(new Raw(began, values, ""));
        }
    }

    /// Null at the end.
    private @Nullable List<String> record() {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        int length = 0;
        while (true) {
            int c = read();
            any |= c != END;
            if (++length > LONGEST_ROW) {
                throw OldRows.broken(line, "a row longer than " + LONGEST_ROW + " characters", "a closing quote");
            }
            if (quoted) {
                if (c == END) {
                    throw OldRows.broken(line, "a quote that is never closed", "a closing quote");
                }
                if (c != '"') {
                    field.append((char) c);
                } else if (peek() == '"') {
                    field.append((char) read());
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
            } else if (c == ',') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (c == '\n' || c == END || c == '\r' && (peek() == '\n' || peek() == END)) {
                if (c == '\r' && peek() == '\n') {
                    read();
                }
                if (!any) {
                    return null;
                }
                fields.add(field.toString());
                return fields;
            } else {
                field.append((char) c);
            }
        }
    }

    private int peek() {
        if (ahead == -2) {
            ahead = raw();
        }
        return ahead;
    }

    private int read() {
        int c = ahead == -2 ? raw() : ahead;
        ahead = -2;
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private int raw() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
