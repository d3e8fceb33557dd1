package dev.waypost.configclient;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Redis, as consumers of snapshots see it. Every method throws [RuntimeException] when it cannot be asked.
interface NearSnapshots {
    /// What changed since the position; empty while Redis cannot be relied on.
    ///
    /// @param generation which the position belongs to; another one answers no changes, only where to begin
    Optional<Poll> poll(String generation, long position, int limit);

    /// The tenant's snapshot, with what it is worth; empty while Redis cannot be relied on.
    Optional<Read> read(String tenantId);

    /// The tenant's snapshot, whatever it is worth.
    Optional<Sized> anything(String tenantId);

    /// @param position the last one given out
    /// @param turn the last turn of config-service's relay that ended; 0 for none
    /// @param ageNanos how long before this answer everything that was committed is here; negative: nobody vouches
    /// @param changes by position, as many as asked for at most
    record Poll(String generation, long position, long turn, long ageNanos, List<Positioned> changes) {}

    record Positioned(long position, Change change) {}

    /// @param revision negative when the tenant is gone; 0 when Redis does not know it
    record Read(String generation, long revision, @Nullable Sized found) {}
}
