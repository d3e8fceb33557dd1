package dev.waypost.send.pace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// The same limits as in Redis, within one process.
final class LocalBuckets {
    private static final int MOST_KEPT = 100_000;

    private final LongSupplier nanoTime;
    private final Map<String, Long> due = new HashMap<>();

    LocalBuckets(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized List<Turn> take(List<Ask> asks, int percent) {
        long now = nanoTime.getAsLong() / 1000;
        if (due.size() > MOST_KEPT) {
            // A bucket whose time has come is full, and so is one that nobody knows.
            due.values().removeIf(time -> time - now <= 0);
        }
        return asks.stream().map(ask -> take(ask, percent, now)).toList();
    }

    private Turn take(Ask ask, int percent, long now) {
        List<Bucket> buckets =
                ask.buckets().stream().map(bucket -> bucket.slowed(percent)).toList();
        long wait = 0;
        int which = 0;
        for (int index = 0; index < buckets.size(); index++) {
            Bucket bucket = buckets.get(index);
            long own = at(bucket, now) + bucket.eachMicros() - bucket.eachMicros() * bucket.most() - now;
            if (own > wait) {
                wait = own;
                which = index;
            }
        }
        if (wait > ask.patience().toNanos() / 1000) {
            return Turn.of(ask, -wait, which);
        }
        buckets.forEach(bucket -> due.put(bucket.key(), at(bucket, now) + bucket.eachMicros()));
        return Turn.of(ask, wait, which);
    }

    private long at(Bucket bucket, long now) {
        Long known = due.get(bucket.key());
        return known == null ? now : Math.max(known, now);
    }
}
