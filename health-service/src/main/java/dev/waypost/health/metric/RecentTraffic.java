package dev.waypost.health.metric;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;

/// What happened in the last minutes. Every method may throw `RedisUnavailable`.
@Singleton
public class RecentTraffic {
    private final MinuteStore minutes;
    private final InstantSource clock;

    RecentTraffic(MinuteStore minutes, InstantSource clock) {
        this.minutes = minutes;
        this.clock = clock;
    }

    /// Tenants with failed tries in the last minutes.
    public List<String> erring(int most) {
        return minutes.erring(minute(), most);
    }

    /// Of a tenant, or of the platform when none is named; the minute under way included.
    public Numbers last(String tenantId, int count) {
        Numbers sum = new Numbers();
        minutes.read(tenantId, minute() - count + 1, minute() + 1).forEach(one -> sum.add(one.numbers()));
        return sum;
    }

    private long minute() {
        return Math.floorDiv(clock.instant().getEpochSecond(), 60);
    }
}
