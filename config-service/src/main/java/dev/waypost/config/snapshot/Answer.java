package dev.waypost.config.snapshot;

import dev.waypost.proto.config.v1.Snapshot;
import org.jspecify.annotations.Nullable;

/// What is behind a name.
///
/// @param snapshot null for an app that no tenant uses alone
record Answer(Place place, @Nullable Snapshot snapshot) {}
