package dev.waypost.health.verdict;

import dev.waypost.health.verdict.Finding.Fine;
import dev.waypost.health.verdict.Finding.Limited;
import dev.waypost.health.verdict.Finding.Lost;
import dev.waypost.health.verdict.Finding.Refused;

/// Turns a probe into a verdict, slowly where the network may be to blame and at once where the provider has spoken.
public final class VerdictPolicy {
    private VerdictPolicy() {}

    public static Verdict next(Verdict before, Finding finding, Thresholds thresholds) {
        return switch (finding) {
            case Fine fine -> rise(before, HealthStatus.HEALTHY, fine, thresholds);
            case Limited limited -> rise(before, HealthStatus.DEGRADED, limited, thresholds);
            case Refused refused ->
                new Verdict(HealthStatus.UNHEALTHY, refused.cause(), refused.trouble(), before.failures() + 1, 0, true);
            case Lost lost -> lose(before, lost, thresholds);
        };
    }

    private static Verdict rise(Verdict before, HealthStatus reached, Finding finding, Thresholds thresholds) {
        int successes = before.successes() + 1;
        boolean waits = before.status() == HealthStatus.UNHEALTHY
                && !before.settled()
                && successes < thresholds.successesToRise();
        return waits
                ? new Verdict(HealthStatus.UNHEALTHY, before.cause(), before.trouble(), 0, successes, false)
                : new Verdict(reached, finding.cause(), finding.trouble(), 0, successes, false);
    }

    private static Verdict lose(Verdict before, Lost lost, Thresholds thresholds) {
        int failures = before.failures() + 1;
        if (before.status().carries() && failures < thresholds.failuresToFall()) {
            return new Verdict(HealthStatus.DEGRADED, lost.cause(), lost.trouble(), failures, 0, false);
        }
        // A refusal stays the reason to give while the provider is silent.
        return before.status() == HealthStatus.UNHEALTHY && before.settled()
                ? new Verdict(HealthStatus.UNHEALTHY, before.cause(), before.trouble(), failures, 0, true)
                : new Verdict(HealthStatus.UNHEALTHY, lost.cause(), lost.trouble(), failures, 0, false);
    }
}
