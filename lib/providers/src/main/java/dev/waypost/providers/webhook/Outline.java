package dev.waypost.providers.webhook;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Where the members of an object or the elements of an array are, found by brackets and quotes alone: it also knows
/// its way through values that nobody can read.
public final class Outline {
    /// A member or element.
    ///
    /// @param name of the member as written, without its quotes; empty for an element
    /// @param from where it begins, its name included
    /// @param start where its value begins
    /// @param end where its value ends
    public record Part(String name, int from, int start, int end) {}

    private final byte[] bytes;
    private final int end;
    private int at;

    private Outline(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    /// The parts of the value there; none when it is neither object nor array, or does not end.
    public static List<Part> parts(byte[] bytes, int start, int end) {
        return new Outline(bytes, start, end).parts();
    }

    private List<Part> parts() {
        blanks();
        if (at >= end || (bytes[at] != '{' && bytes[at] != '[')) {
            return List.of();
        }
        boolean object = bytes[at++] == '{';
        var found = new ArrayList<Part>();
        while (true) {
            blanks();
            if (at >= end) {
                return List.of();
            }
            if (bytes[at] == (object ? '}' : ']')) {
                return found;
            }
            int from = at;
            String name = "";
            if (object) {
                if (bytes[at] != '"' || !string()) {
                    return List.of();
                }
                name = new String(bytes, from + 1, at - from - 2, StandardCharsets.UTF_8);
                if (!colon()) {
                    return List.of();
                }
            }
            int start = at;
            if (!value() || at == start) {
                return List.of();
            }
            int until = at;
            while (until > start + 1 && isBlank(bytes[until - 1])) {
                until--;
            }
            found.add(new Part(name, from, start, until));
            if (bytes[at] == ',') {
                at++;
            }
        }
    }

    private boolean colon() {
        blanks();
        if (at >= end || bytes[at] != ':') {
            return false;
        }
        at++;
        blanks();
        return true;
    }

    /// Goes behind the value: to the comma or bracket after it.
    private boolean value() {
        int depth = 0;
        while (at < end) {
            switch (bytes[at]) {
                case '"' -> {
                    if (!string()) {
                        return false;
                    }
                    continue;
                }
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (depth-- == 0) {
                        return true;
                    }
                }
                case ',' -> {
                    if (depth == 0) {
                        return true;
                    }
                }
                default -> {}
            }
            at++;
        }
        return false;
    }

    private boolean string() {
        at++;
        while (at < end) {
            if (bytes[at] == '\\') {
                at++;
            } else if (bytes[at] == '"') {
                at++;
                return true;
            }
            at++;
        }
        return false;
    }

    private void blanks() {
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
