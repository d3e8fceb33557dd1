package dev.waypost.ingress.intake;

import java.util.List;

/// Places events once the store is back that waited for it on the disk.
public interface Placing {
    Unplaced.Door door();

    /// In this order; returns after the last commit. What was placed already is left as it is.
    ///
    /// @throws IllegalArgumentException when some of them cannot be placed any more
    void place(List<Unplaced> events);
}
