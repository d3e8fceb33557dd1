package dev.waypost.send.pace;

import dev.waypost.lanes.Turns;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Spaces the beginnings of each tenant's messages as its numbers may send, so that what is over a limit stays in the
/// lanes' memory and takes no slot from other tenants.
///
/// It knows only this process. Where others send through the same number, [Pace] refuses, and this learns to begin
/// less.
final class Shaper implements Turns {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int MOST_IDLE = 100_000;
    private static final double LEAST_SHARE = 1.0 / 32;
    private static final double LESS = 0.8;

    /// A process that stalled asks for all that it began meanwhile at once: those refusals are one sign, not many.
    private static final long SIGN = Duration.ofMillis(500).toNanos();

    /// Regained in a second without refusals. Grants do not count: who is slow has few, and would stay slow.
    private static final double REGAINED = 0.04;

    private final LongSupplier nanoTime;
    private final Map<String, Place> places = new ConcurrentHashMap<>();

    Shaper(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// A tenant that nothing is known of begins freely: its first message tells.
    @Override
    public long take(String tenantId, int running) {
        Place place = places.get(tenantId);
        return place == null ? NOW : place.take();
    }

    /// What a tenant's numbers may send together.
    void allow(String tenantId, double perSecond) {
        if (places.size() > MOST_IDLE) {
            // What is forgotten here is learned again with the next message.
            places.values().removeIf(Place::isIdle);
        }
        places.computeIfAbsent(tenantId, id -> new Place()).allow(perSecond);
    }

    /// Somebody else used up what this process thought was its own.
    void refused(String tenantId) {
        places.computeIfPresent(tenantId, (id, place) -> place.less());
    }

    /// The provider says that the number is too fast.
    void rest(String tenantId, Duration pause) {
        places.computeIfAbsent(tenantId, id -> new Place()).rest(pause);
    }

    private final class Place {
        private double perSecond;
        private double share = 1;
        private long shareAt = nanoTime.getAsLong();
        private long signAt = nanoTime.getAsLong() - SIGN;
        private long full = nanoTime.getAsLong();
        private long restUntil = nanoTime.getAsLong();

        synchronized long take() {
            long now = nanoTime.getAsLong();
            if (restUntil - now > 0) {
                return restUntil - now;
            }
            if (perSecond <= 0) {
                return NOW;
            }
            double speed = perSecond * share(now);
            long each = (long) (SECOND / speed);
            long ahead = (long) (Math.max(1, speed / 10) - 1) * each;
            if (full - ahead - now > 0) {
                return full - ahead - now;
            }
            full = Math.max(full, now) + each;
            return NOW;
        }

        synchronized void allow(double speed) {
            perSecond = speed;
        }

        synchronized Place less() {
            long now = nanoTime.getAsLong();
            if (now - signAt >= SIGN) {
                signAt = now;
                share = Math.max(LEAST_SHARE, share(now) * LESS);
            }
            return this;
        }

        private double share(long now) {
            share = Math.min(1, share + REGAINED * (now - shareAt) / SECOND);
            shareAt = now;
            return share;
        }

        synchronized void rest(Duration pause) {
            restUntil = nanoTime.getAsLong() + pause.toNanos();
        }

        synchronized boolean isIdle() {
            long now = nanoTime.getAsLong();
            return full - now <= 0 && restUntil - now <= 0;
        }
    }
}
