package dev.waypost.config.change;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What every request's ids and pages must look like.
public final class Names {
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final int DEFAULT_PAGE = 50;

    private Names() {}

    /// Adds a violation when the id could not stand in a path or a key; an empty one is somebody else's question.
    public static void check(Fault violations, String field, String id) {
        boolean said = violations.violations().stream()
                .anyMatch(violation -> violation.field().equals(field));
        if (!said && !id.isEmpty() && !ID.matcher(id).matches()) {
            violations.violation(
                    field, "value: " + Fault.Violation.shown(id) + " (expected: 1 to 64 of A-Z a-z 0-9 _ -)");
        }
    }

    public static Fault violations() {
        return Fault.of(Reason.FIELD_INVALID);
    }

    /// Throws when anything was found.
    public static void raise(Fault violations) {
        if (violations.hasViolations()) {
            throw violations;
        }
    }

    public static @Nullable String orNull(String value) {
        return value.isEmpty() ? null : value;
    }

    public static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    public static int pageSize(int asked) {
        return asked == 0 ? DEFAULT_PAGE : asked;
    }

    public static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    public static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
