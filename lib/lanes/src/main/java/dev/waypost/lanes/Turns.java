package dev.waypost.lanes;

/// Decides whether another item of a tenant may begin. Asked under a lock, so it must not wait for anything.
@FunctionalInterface
public interface Turns {
    /// One may begin, and counts as begun.
    long NOW = 0;

    /// None may begin before one of those under way has ended.
    long WHEN_ONE_ENDS = -1;

    /// [#NOW], [#WHEN_ONE_ENDS], or the nanoseconds after which it is worth asking again.
    ///
    /// @param running items of the tenant that are under way
    long take(String tenantId, int running);

    /// Leaves it to the bounds of [LaneSettings].
    static Turns unbounded() {
        return (tenantId, running) -> NOW;
    }
}
