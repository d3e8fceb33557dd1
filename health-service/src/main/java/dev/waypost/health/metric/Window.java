package dev.waypost.health.metric;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What to read for a span of time: whole hours where hours will do, minutes at its ends while they are kept.
///
/// @param firstHour the first whole hour
/// @param lastHour the last whole hour, included; below the first when there is none
/// @param headFrom minutes before the first hour
/// @param headUntil excluded
/// @param tailFrom minutes after the last hour
/// @param tailUntil excluded
record Window(long firstHour, long lastHour, long headFrom, long headUntil, long tailFrom, long tailUntil) {
    static final Window EVERYTHING = new Window(0, 0, 0, 0, 0, 0);

    /// @param from null for everything up to then; both null for everything
    static Window of(@Nullable Instant from, @Nullable Instant until, Instant now, Duration keepMinutes) {
        if (from == null && until == null) {
            return EVERYTHING;
        }
        long present = minute(now);
        long begin = from == null ? 60 : Math.max(60, minute(from));
        long end = until == null ? present + 1 : Math.min(present + 1, minute(until));
        long kept = present - keepMinutes.toMinutes() + 10;
        // What is older than the minutes is rounded outwards, to whole hours; the hour under way is whole up to now.
        long first = begin < kept ? begin / 60 : (begin + 59) / 60;
        long last = end > present || end < kept ? (end + 59) / 60 : end / 60;
        if (first >= last) {
            return new Window(1, 0, begin, Math.max(begin, end), 0, 0);
        }
        return new Window(first, last - 1, begin, Math.max(begin, first * 60), last * 60, Math.max(last * 60, end));
    }

    private static long minute(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), 60);
    }

    boolean hasHead() {
        return headUntil > headFrom;
    }

    boolean hasTail() {
        return tailUntil > tailFrom;
    }

    boolean hasHours() {
        return lastHour >= firstHour;
    }

    /// The same in whole hours alone.
    Window rounded() {
        if (!hasHead() && !hasTail()) {
            return this;
        }
        long first = hasHead() ? headFrom / 60 : firstHour;
        long last = hasTail() ? (tailUntil - 1) / 60 : hasHours() ? lastHour : (headUntil - 1) / 60;
        return new Window(first, last, 0, 0, 0, 0);
    }
}
