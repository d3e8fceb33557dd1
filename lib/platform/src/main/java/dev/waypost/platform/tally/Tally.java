package dev.waypost.platform.tally;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What was counted of one endpoint since it was last taken. Counting waits for nobody, and allocates only the first
/// time since then.
public final class Tally {
    private static final Count[] COUNTS = Count.values();
    private static final Timing[] TIMINGS = Timing.values();

    final String tenantId;
    final String endpointId;

    private final @Nullable Queue<Tally> counted;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(COUNTS.length);
    private final AtomicLongArray micros = new AtomicLongArray(TIMINGS.length);
    private final AtomicReferenceArray<@Nullable AtomicIntegerArray> buckets =
            new AtomicReferenceArray<>(TIMINGS.length);
    private volatile boolean touched;
    // Only whoever takes looks at it.
    private boolean used;

    /// @param counted gets it whenever there is something to take; null where nobody wants to know
    Tally(String tenantId, String endpointId, @Nullable Queue<Tally> counted) {
        this.tenantId = tenantId;
        this.endpointId = endpointId;
        this.counted = counted;
    }

    public void add(Count what) {
        add(what, 1);
    }

    public void add(Count what, int times) {
        if (counted != null && times > 0) {
            counts.addAndGet(what.ordinal(), times);
            touch(counted);
        }
    }

    /// Records how long something took.
    public void took(Timing what, long nanos) {
        if (counted == null) {
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
        touch(counted);
    }

    /// After the count: whoever takes resets the mark before it reads. Where two find it untouched it is taken twice,
    /// and has nothing the second time.
    private void touch(Queue<Tally> counted) {
        if (!touched) {
            touched = true;
            counted.add(this);
        }
    }

    /// Takes what was counted since the last time; empty when nothing was.
    String take() {
        used = true;
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

    /// Whether it was taken since this was asked last.
    boolean used() {
        boolean was = used;
        used = false;
        return was;
    }

    private static void append(StringBuilder text, String code, long value) {
        if (value != 0) {
            text.append(text.isEmpty() ? "" : ",").append(code).append(':').append(value);
        }
    }
}
