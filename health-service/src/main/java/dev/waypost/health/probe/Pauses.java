package dev.waypost.health.probe;

import dev.waypost.health.verdict.HealthStatus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Says when a group is to be looked at next, and whether its provider may be asked now.
@Singleton
class Pauses {
    private static final double MOST_EARLY = 0.1;

    private final ProbeSettings settings;
    private final Budget budget;

    Pauses(ProbeSettings settings) {
        this.settings = settings;
        this.budget = new Budget(settings.metaCallsPerHour(), settings.metaReserve());
    }

    /// How long to wait until the provider may be asked again; 0 when it may be asked now.
    long budget(Schedule.Due due, long now) {
        // Every key of a business account draws on the same budget.
        return due.group().startsWith(Grouping.SHARED)
                ? budget.take(due.group().substring(0, due.group().lastIndexOf('-')), now)
                : 0;
    }

    /// From now until the next look, a little early, so that endpoints spread out.
    long next(List<Target> known, Duration asked) {
        long shortest = known.stream()
                .map(this::interval)
                .min(Duration::compareTo)
                .orElse(settings.confirmInterval())
                .toNanos();
        double early = ThreadLocalRandom.current().nextDouble() * MOST_EARLY;
        return Math.max(asked.toNanos(), Math.round(shortest * (1 - early)));
    }

    /// Sooner while what was seen last is not yet what the verdict says.
    private Duration interval(Target target) {
        if (target.health().lastCheck() == null) {
            return settings.confirmInterval();
        }
        HealthStatus status = target.health().verdict().status();
        boolean good = target.health().lastLook().good();
        boolean open = status.carries() ? !good : status == HealthStatus.UNHEALTHY && good;
        Duration confirm = settings.confirmInterval();
        return open && confirm.compareTo(target.interval()) < 0 ? confirm : target.interval();
    }
}
