package dev.waypost.health.metric;

import dev.waypost.health.metric.MetricStore.Hour;
import dev.waypost.platform.redis.RedisUnavailable;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads statistics. Without Redis it answers from PostgreSQL, in whole hours, and says so.
@Singleton
public class Metrics {
    private final MetricStore store;
    private final MinuteStore minutes;
    private final MetricSettings settings;
    private final InstantSource clock;
    private final Instant start;

    Metrics(MetricStore store, MinuteStore minutes, MetricSettings settings, InstantSource clock) {
        this.store = store;
        this.minutes = minutes;
        this.settings = settings;
        this.clock = clock;
        this.start = clock.instant();
    }

    Instant now() {
        return clock.instant();
    }

    Duration uptime() {
        return Duration.between(start, clock.instant());
    }

    Window window(@Nullable Instant from, @Nullable Instant until) {
        return Window.of(from, until, clock.instant(), settings.keepMinutes());
    }

    /// Of all together.
    ///
    /// @param among empty for the whole platform
    Summary sum(Set<String> among, Window window) {
        Summary sum = Summary.empty(among.size() == 1 ? among.iterator().next() : "");
        boolean incomplete = false;
        for (Summary one : each(among.isEmpty() ? Set.of("") : among, window).values()) {
            one.endpoints().forEach(sum::add);
            incomplete |= one.incomplete();
        }
        return sum.incompleteIf(incomplete);
    }

    /// Of each, in the order in which they are named.
    Map<String, Summary> each(Collection<String> tenants, Window window) {
        try {
            Map<String, Summary> found = whole(tenants, window);
            for (String tenantId : tenants) {
                Summary summary = found.getOrDefault(tenantId, Summary.empty(tenantId));
                ends(tenantId, window).forEach(minute -> summary.add(minute.endpointId(), minute.numbers()));
            }
            return found;
        } catch (RedisUnavailable away) {
            Map<String, Summary> found = whole(tenants, window.rounded());
            found.replaceAll((_, summary) -> summary.incompleteIf(true));
            return found;
        }
    }

    private Stream<MinuteStore.Minute> ends(String tenantId, Window window) {
        return Stream.concat(
                window.hasHead() ? minutes.read(tenantId, window.headFrom(), window.headUntil()).stream() : Stream.of(),
                window.hasTail()
                        ? minutes.read(tenantId, window.tailFrom(), window.tailUntil()).stream()
                        : Stream.of());
    }

    private Map<String, Summary> whole(Collection<String> tenants, Window window) {
        Map<String, Summary> found = new LinkedHashMap<>();
        tenants.forEach(tenantId -> found.put(tenantId, Summary.empty(tenantId)));
        if (window.hasHours()) {
            for (Hour hour : store.hours(tenants, window.firstHour(), window.lastHour())) {
                Summary summary = found.get(hour.tenantId());
                if (summary != null) {
                    summary.add(hour.endpointId(), hour.numbers());
                }
            }
        }
        return found;
    }

    long activeTenants(Set<String> among, Window window) {
        Window hours = window.rounded();
        return store.active(among, hours.firstHour(), hours.lastHour());
    }

    long connected(Set<String> among) {
        return store.connected(among);
    }

    List<String> tenants(Set<String> among, String after, int most) {
        return store.tenants(among, after, most);
    }

    /// By time.
    ///
    /// @param length of one point, in minutes; longer where minutes are not kept any more, or cannot be read
    Series series(Set<String> among, Instant from, Instant until, long length) {
        long first = Math.floorDiv(from.getEpochSecond(), 60);
        long last = Math.min(Math.floorDiv(until.getEpochSecond(), 60), Math.floorDiv(now().getEpochSecond(), 60));
        boolean kept = from.isAfter(now().minus(settings.keepMinutes()));
        Collection<String> tenants = among.isEmpty() ? Set.of("") : among;
        if (kept && length % 60 != 0) {
            try {
                List<Numbers> points = points(first, last, length);
                for (String tenantId : tenants) {
                    for (MinuteStore.Minute minute : minutes.read(tenantId, first, last + 1)) {
                        points.get((int) (minute.minute() / length - first / length))
                                .add(minute.numbers());
                    }
                }
                return new Series(first / length * length, length, points, false);
            } catch (RedisUnavailable away) {
                return hours(tenants, first, last, 60, true);
            }
        }
        return hours(tenants, first, last, (length + 59) / 60 * 60, false);
    }

    private Series hours(Collection<String> tenants, long first, long last, long length, boolean incomplete) {
        List<Numbers> points = points(first, last, length);
        for (Hour hour : store.hours(tenants, Math.max(1, first / length * length / 60), last / 60)) {
            int place = (int) (hour.hour() * 60 / length - first / length);
            if (place >= 0 && place < points.size()) {
                points.get(place).add(hour.numbers());
            }
        }
        return new Series(first / length * length, length, points, incomplete);
    }

    private static List<Numbers> points(long first, long last, long length) {
        var points = new ArrayList<Numbers>();
        for (long at = first / length; at <= last / length; at++) {
            points.add(new Numbers());
        }
        return points;
    }

    /// The last minute, of which a part is in the minute before. Empty without Redis.
    Summary lastMinute(Set<String> among) {
        Instant now = now();
        long minute = Math.floorDiv(now.getEpochSecond(), 60);
        double past = 1 - now.getEpochSecond() % 60 / 60.0;
        Summary sum = Summary.empty("");
        try {
            for (String tenantId : among.isEmpty() ? Set.of("") : among) {
                for (MinuteStore.Minute one : minutes.read(tenantId, minute - 1, minute + 1)) {
                    Numbers weighed = new Numbers();
                    one.numbers()
                            .values()
                            .forEach((code, value) ->
                                    weighed.add(code, one.minute() == minute ? value : Math.round(value * past)));
                    sum.add(one.endpointId(), weighed);
                }
            }
            return sum;
        } catch (RedisUnavailable away) {
            return sum.incompleteIf(true);
        }
    }

    List<Hour> after(Hour last, Set<String> among, Window window, int most) {
        Window hours = window.rounded();
        return store.after(last, among, hours.firstHour(), hours.lastHour(), most);
    }
}
