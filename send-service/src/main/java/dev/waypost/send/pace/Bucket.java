package dev.waypost.send.pace;

import java.time.Duration;

/// A limit that refills steadily: so many turns when full, one more after each interval.
///
/// @param key whose it is, one for all processes
/// @param eachMicros microseconds per turn; a faster limit than a million a second is none
public record Bucket(String key, long eachMicros, long most) {
    public Bucket {
        if (eachMicros < 1 || most < 1) {
            throw new IllegalArgumentException(
                    "a bucket needs an interval and room for a turn: " + eachMicros + ", " + most);
        }
    }

    /// Rounded so that never more than asked for is granted.
    public static Bucket of(String key, long turns, Duration window, long most) {
        long micros = window.toNanos() / 1000;
        return new Bucket(key, Math.max(1, Math.ceilDiv(micros, turns)), most);
    }

    /// What it limits: the first word of the key.
    String kind() {
        int end = key.indexOf(':');
        return end < 0 ? "other" : key.substring(0, end);
    }

    /// The same limit at a share of its speed.
    Bucket slowed(int percent) {
        return new Bucket(key, Math.ceilDiv(eachMicros * 100, percent), Math.max(1, most * percent / 100));
    }
}
