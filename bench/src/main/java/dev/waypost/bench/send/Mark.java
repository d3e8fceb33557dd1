package dev.waypost.bench.send;

import org.jspecify.annotations.Nullable;

/// When a message was handed over and which one it is; travels in its text.
record Mark(long nanos, int number) {
    private static final String SIGN = "bench/";
    private static final int LENGTH = 20;

    String text() {
        return "%s%020d/%020d".formatted(SIGN, nanos, number);
    }

    static @Nullable Mark in(String body) {
        int at = body.indexOf(SIGN);
        if (at < 0) {
            return null;
        }
        int first = at + SIGN.length();
        int second = first + LENGTH + 1;
        return new Mark(
                Long.parseLong(body, first, first + LENGTH, 10), Integer.parseInt(body, second, second + LENGTH, 10));
    }
}
