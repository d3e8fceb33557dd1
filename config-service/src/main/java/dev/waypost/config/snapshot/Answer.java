package dev.waypost.config.snapshot;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is behind a name.
///
/// @param snapshot null for an app that no tenant uses alone, and where it was not wanted
record Answer(Place place, @Nullable ReadySnapshot snapshot) {
    /// The snapshot where there must be one.
    ReadySnapshot ready() {
        return Objects.requireNonNull(snapshot);
    }
}
