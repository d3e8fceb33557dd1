package dev.waypost.lanes;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/// What a worker holds at the moment it looks at the table.
///
/// @param epochs the lanes it owns, each with its epoch
/// @param taken ids that are in its memory already; a look must leave them out
/// @param full tenants that have enough rows in memory, or may not begin; a read should leave them out
/// @param each rows of one tenant that there is room for; what a read finds beyond them it finds for nothing
/// @param after the tenant that the read before ended with when it found as much as it was to find, else empty: a read
///     that goes through tenants one by one begins behind it, so that each has its turn
public record Leases(Map<Integer, Long> epochs, Set<Long> taken, Set<String> full, int each, String after) {
    public Collection<Integer> lanes() {
        return epochs.keySet();
    }
}
