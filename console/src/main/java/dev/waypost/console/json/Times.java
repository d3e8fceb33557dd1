package dev.waypost.console.json;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Times as callers read them: ISO-8601 in UTC, to the millisecond.
public final class Times {
    private Times() {}

    /// Null for a time that is not set, so that its field is left out.
    public static @Nullable String iso(boolean present, Timestamp time) {
        return present
                ? Instant.ofEpochSecond(time.getSeconds(), time.getNanos() / 1_000_000 * 1_000_000L)
                        .toString()
                : null;
    }
}
