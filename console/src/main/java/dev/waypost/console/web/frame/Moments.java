package dev.waypost.console.web.frame;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// A time as a form sends it: to the minute, in UTC.
public final class Moments {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm").withZone(ZoneOffset.UTC);

    private Moments() {}

    /// A time as such a field holds it.
    public static String written(Instant time) {
        return MINUTE.format(time);
    }

    public static Optional<Timestamp> read(String field, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Words.timestamp(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)));
        } catch (DateTimeParseException e) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            field, "value: " + Fault.Violation.shown(text) + " (expected: such as 2026-01-31T08:30)");
        }
    }
}
