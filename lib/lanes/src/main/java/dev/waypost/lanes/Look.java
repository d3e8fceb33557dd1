package dev.waypost.lanes;

import java.util.HashSet;
import java.util.Set;

/// A look at the table. What ended while it was under way is kept, because its answer is older than that.
final class Look {
    final Set<Long> ended = new HashSet<>();
    final Set<String> forgotten = new HashSet<>();
    private final Leases leases;

    Look(Leases leases) {
        this.leases = leases;
    }

    Leases leases() {
        return leases;
    }
}
