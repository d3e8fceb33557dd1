package dev.waypost.platform.tally;

/// The buckets of every histogram: four to each doubling, from 128 µs to 19 hours. Because all use the same ones,
/// histograms of processes, tenants and minutes are added bucket by bucket, and a percentile is off by at most an
/// eighth.
public final class Buckets {
    private static final int FIRST_BITS = 7;
    private static final int LAST_BITS = 36;
    public static final int SIZE = 1 + (LAST_BITS - FIRST_BITS) * 4;

    private Buckets() {}

    /// The bucket that a duration falls into.
    public static int of(long micros) {
        if (micros < 1L << FIRST_BITS) {
            return 0;
        }
        int bits = 63 - Long.numberOfLeadingZeros(micros);
        if (bits >= LAST_BITS) {
            return SIZE - 1;
        }
        return 1 + (bits - FIRST_BITS) * 4 + (int) (micros >>> (bits - 2) & 3);
    }

    /// The middle of a bucket, in microseconds.
    public static long middle(int bucket) {
        return bucket == 0 ? 1L << (FIRST_BITS - 1) : (floor(bucket) + floor(bucket + 1)) / 2;
    }

    private static long floor(int bucket) {
        int bits = FIRST_BITS + (bucket - 1) / 4;
        return (4L + (bucket - 1) % 4) << (bits - 2);
    }
}
