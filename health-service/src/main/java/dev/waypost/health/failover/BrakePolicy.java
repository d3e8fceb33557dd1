package dev.waypost.health.failover;

/// Says when so much fails at once that it must be our own network.
public final class BrakePolicy {
    private BrakePolicy() {}

    /// @param share of all endpoints, above 0
    /// @param least endpoints that must be silent in any case: of two endpoints one is no mass
    public static boolean holds(long silent, long probed, double share, int least) {
        return silent >= least && silent > share * probed;
    }
}
