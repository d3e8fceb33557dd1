package dev.waypost.health.alert;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A time in which nobody is told.
///
/// @param tenantId whose alerts; empty for everybody's
/// @param kind empty for all
/// @param subject empty for all
/// @param repeat null when it does not come again
record Silence(
        String silenceId,
        String tenantId,
        String kind,
        String subject,
        String comment,
        Instant startTime,
        Instant endTime,
        @Nullable Duration repeat,
        String createdBy,
        Instant createTime) {
    boolean holds(Instant now) {
        if (now.isBefore(startTime)) {
            return false;
        }
        if (repeat == null) {
            return now.isBefore(endTime);
        }
        long into = Duration.between(startTime, now).toMillis() % repeat.toMillis();
        return into < Duration.between(startTime, endTime).toMillis();
    }

    boolean covers(Reading.Key key) {
        return (tenantId.isEmpty() || tenantId.equals(key.tenantId()))
                && (kind.isEmpty() || kind.equals(key.kind().title()))
                && (subject.isEmpty() || subject.equals(key.subject()));
    }
}
