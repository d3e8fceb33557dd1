package dev.waypost.health.alert;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An alert as it is kept.
///
/// @param id 0 and empty texts before it is
/// @param belowTime since when it looks over; null while it does not
/// @param raiseTime null while it is only suspected
record Standing(
        String alertId,
        Reading.Key key,
        long seq,
        long change,
        Severity severity,
        AlertState state,
        String summary,
        double value,
        double threshold,
        int occurrences,
        Told told,
        boolean silenced,
        Instant sinceTime,
        @Nullable Instant belowTime,
        @Nullable Instant raiseTime,
        @Nullable Instant lastRaiseTime,
        @Nullable Instant acknowledgeTime,
        String acknowledgedBy,
        String comment,
        @Nullable Instant clearTime) {
    boolean isSeen() {
        return state != AlertState.PENDING;
    }
}
