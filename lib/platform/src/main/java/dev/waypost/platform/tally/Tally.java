package dev.waypost.platform.tally;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What was counted of one endpoint since it was last taken. Counting allocates nothing and waits for nobody.
public final class Tally {
    private static final Count[] COUNTS = Count.values();
    private static final Timing[] TIMINGS = Timing.values();

    private final boolean kept;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(COUNTS.length);
    private final AtomicLongArray micros = new AtomicLongArray(TIMINGS.length);
    private final AtomicReferenceArray<@Nullable AtomicIntegerArray> buckets =
            new AtomicReferenceArray<>(TIMINGS.length);
    private volatile boolean touched;
    private volatile @Nullable Runnable late;
    // Only whoever takes looks at it.
    private int idle;

    /// @param kept whether anybody wants to know
    Tally(boolean kept) {
        this.kept = kept;
    }

    public void add(Count what) {
        add(what, 1);
    }

    public void add(Count what, int times) {
        if (kept && times > 0) {
            counts.addAndGet(what.ordinal(), times);
            touch();
        }
    }

    /// Records how long something took.
    public void took(Timing what, long nanos) {
        if (!kept) {
            return;
        }
        int place = what.ordinal();
        long took = Math.max(0, nanos / 1000);
        AtomicIntegerArray histogram = buckets.get(place);
        if (histogram == null) {
            buckets.compareAndSet(place, null, new AtomicIntegerArray(Buckets.SIZE));
            histogram = buckets.get(place);
        }
        if (histogram != null) {
            histogram.incrementAndGet(Buckets.of(took));
            micros.addAndGet(place, took);
        }
        touch();
    }

    /// After the count: whoever takes resets the mark before it reads.
    private void touch() {
        if (!touched) {
            touched = true;
            Runnable told = late;
            if (told != null) {
                told.run();
            }
        }
    }

    /// Nobody takes from it any more, except once after this and once after each time that `late` was told: whoever
    /// looked it up before may count into it at any time after.
    void forget(Runnable late) {
        this.late = late;
    }

    /// Takes what was counted since the last time; empty when nothing was.
    String take() {
        if (!touched) {
            idle++;
            return "";
        }
        idle = 0;
        touched = false;
        var text = new StringBuilder();
        for (Count count : COUNTS) {
            append(text, count.code(), counts.getAndSet(count.ordinal(), 0));
        }
        for (Timing timing : TIMINGS) {
            AtomicIntegerArray histogram = buckets.get(timing.ordinal());
            if (histogram != null) {
                append(text, timing.code() + "_", micros.getAndSet(timing.ordinal(), 0));
                for (int bucket = 0; bucket < Buckets.SIZE; bucket++) {
                    if (histogram.get(bucket) != 0) {
                        append(text, timing.code() + bucket, histogram.getAndSet(bucket, 0));
                    }
                }
            }
        }
        return text.toString();
    }

    /// How often in a row there was nothing to take.
    int idle() {
        return idle;
    }

    private static void append(StringBuilder text, String code, long value) {
        if (value != 0) {
            text.append(text.isEmpty() ? "" : ",").append(code).append(':').append(value);
        }
    }
}
