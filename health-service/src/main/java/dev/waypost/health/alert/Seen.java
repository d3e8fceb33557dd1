package dev.waypost.health.alert;

import java.util.List;
import java.util.Set;

/// What one watch saw.
///
/// @param kinds those that it could look at: what it could not see stays as it is
/// @param readings values at or near their thresholds; what is not among them is well
record Seen(Set<AlertKind> kinds, List<Reading> readings) {
    static final Seen NOTHING = new Seen(Set.of(), List.of());

    Seen {
        kinds = Set.copyOf(kinds);
        readings = List.copyOf(readings);
    }
}
