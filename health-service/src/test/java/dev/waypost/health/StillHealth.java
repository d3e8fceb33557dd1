package dev.waypost.health;

import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.Map;

/// A health-service with a database of its own that does nothing by itself, so that what PostgreSQL does is the test's.
public final class StillHealth {
    private StillHealth() {}

    public static ServiceUnderTest start() {
        return ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        // So that what a call touched is counted where it is asked for.
                        "waypost.db.pool-size", "1",
                        "waypost.health.probe.enabled", "false",
                        "waypost.health.metric.enabled", "false",
                        "waypost.health.signals.enabled", "false",
                        "waypost.health.alert.enabled", "false",
                        "waypost.health.failover.enabled", "false"));
    }
}
