package dev.waypost.health.probe;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// How often a provider's management calls may be made for one account: evenly, with a small reserve.
///
/// Meta counts them per app and business account, and gives few; what is left over is the tenant's own.
final class Budget {
    private static final int MOST_ACCOUNTS = 1_000_000;

    private final long nanosPerCall;
    private final long reserve;
    /// When the next call would come if calls came evenly; what lies ahead of now was borrowed from the
    /// reserve.
    private final Cache<String, AtomicLong> next = Caffeine.newBuilder()
            .maximumSize(MOST_ACCOUNTS)
            .expireAfterAccess(Duration.ofHours(2))
            .build();

    Budget(int callsPerHour, int reserve) {
        this.nanosPerCall = Duration.ofHours(1).toNanos() / callsPerHour;
        this.reserve = nanosPerCall * reserve;
    }

    /// Takes a call, or says how long to wait for one.
    ///
    /// @return 0 when the call may be made now
    long take(String account, long now) {
        AtomicLong slot = next.get(account, _ -> new AtomicLong(now));
        synchronized (slot) {
            long from = Math.max(slot.get(), now);
            long wait = from - now - reserve;
            if (wait > 0) {
                return wait;
            }
            slot.set(from + nanosPerCall);
            return 0;
        }
    }
}
