package dev.waypost.platform.log;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How many lines of one kind are written in a second, for events that anybody on the internet can cause: a flood of
/// them must fill a metric, not a disk.
public final class LineBudget {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final LongSupplier nanoTime;
    private long second;
    private int written;
    private long leftOut;

    public LineBudget(int perSecond) {
        this(perSecond, System::nanoTime);
    }

    LineBudget(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.second = nanoTime.getAsLong();
    }

    /// How many lines were left out since the last one that was written; empty when this one is to be left out as well.
    synchronized OptionalLong take() {
        long now = nanoTime.getAsLong();
        if (now - second >= SECOND) {
            second = now;
            written = 0;
        }
        if (written >= perSecond) {
            leftOut++;
            return OptionalLong.empty();
        }
        written++;
        long before = leftOut;
        leftOut = 0;
        return OptionalLong.of(before);
    }
}
