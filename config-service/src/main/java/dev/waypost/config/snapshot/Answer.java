package dev.waypost.config.snapshot;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is behind a name.
///
/// @param snapshot null unless a tenant was asked for by its id
record Answer(Place place, @Nullable ReadySnapshot snapshot) {
    /// The snapshot of a tenant that was asked for by its id.
    ReadySnapshot ready() {
        return Objects.requireNonNull(snapshot);
    }
}
