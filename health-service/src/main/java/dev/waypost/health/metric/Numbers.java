package dev.waypost.health.metric;

import dev.waypost.platform.tally.Buckets;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Timing;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Counts by code, and histograms by bucket: whatever is added up over processes, endpoints and time.
public final class Numbers {
    private final Map<String, Long> values = new TreeMap<>();

    public static Numbers parse(String text) {
        Numbers numbers = new Numbers();
        numbers.add(text);
        return numbers;
    }

    /// Adds what a process wrote; what this version does not understand is kept as it is.
    public void add(String text) {
        int from = 0;
        while (from < text.length()) {
            int comma = text.indexOf(',', from);
            int end = comma < 0 ? text.length() : comma;
            int colon = text.indexOf(':', from);
            if (colon > from && colon < end && end - colon <= 19) {
                add(text.substring(from, colon), number(text, colon + 1, end));
            }
            from = end + 1;
        }
    }

    void add(String code, long value) {
        if (value != 0) {
            values.merge(code, value, Long::sum);
        }
    }

    public void add(Numbers others) {
        others.values.forEach((code, value) -> values.merge(code, value, Long::sum));
    }

    Map<String, Long> values() {
        return values;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public String write() {
        var text = new StringBuilder();
        values.forEach((code, value) ->
                text.append(text.isEmpty() ? "" : ",").append(code).append(':').append(value));
        return text.toString();
    }

    public long of(Count count) {
        return values.getOrDefault(count.code(), 0L);
    }

    public long errors() {
        long errors = 0;
        for (Count count : Count.values()) {
            errors += count.isError() ? of(count) : 0;
        }
        return errors;
    }

    /// Tries to hand a message over, good or bad.
    public long tries() {
        return of(Count.SENT) + errors();
    }

    public double errorRate() {
        long tries = tries();
        return tries == 0 ? 0 : (double) errors() / tries;
    }

    public double successRate() {
        long tries = tries();
        return tries == 0 ? 1 : (double) of(Count.SENT) / tries;
    }

    /// Null when nothing was timed.
    public @Nullable Duration mean(Timing timing) {
        long times = times(timing);
        return times == 0 ? null : Duration.of(values.getOrDefault(timing.code() + "_", 0L) / times, ChronoUnit.MICROS);
    }

    /// What `share` of all were not slower than; null when nothing was timed.
    public @Nullable Duration percentile(Timing timing, double share) {
        long times = times(timing);
        if (times == 0) {
            return null;
        }
        long rank = Math.max(1, (long) Math.ceil(times * share));
        long seen = 0;
        for (int bucket = 0; bucket < Buckets.SIZE; bucket++) {
            seen += values.getOrDefault(timing.code() + bucket, 0L);
            if (seen >= rank) {
                return Duration.of(Buckets.middle(bucket), ChronoUnit.MICROS);
            }
        }
        return Duration.of(Buckets.middle(Buckets.SIZE - 1), ChronoUnit.MICROS);
    }

    private long times(Timing timing) {
        long times = 0;
        for (int bucket = 0; bucket < Buckets.SIZE; bucket++) {
            times += values.getOrDefault(timing.code() + bucket, 0L);
        }
        return times;
    }

    private static long number(String text, int from, int until) {
        long value = 0;
        for (int at = from; at < until; at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
