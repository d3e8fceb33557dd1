package dev.waypost.health.metric;

import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.VerdictChange;
import dev.waypost.health.verdict.VerdictListener;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import jakarta.inject.Singleton;

/// Counts endpoints that begin to work, and those that cease to.
@Singleton
final class Connections implements VerdictListener {
    private final Tallies tallies;

    Connections(Tallies tallies) {
        this.tallies = tallies;
    }

    @Override
    public void changed(VerdictChange change) {
        boolean before = works(change.before());
        boolean after = works(change.after());
        if (before != after) {
            tallies.of(change.tenantId(), change.endpointId()).add(after ? Count.CONNECTED : Count.DISCONNECTED);
        }
    }

    private static boolean works(HealthStatus status) {
        return status.carries();
    }
}
