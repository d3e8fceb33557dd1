package dev.waypost.providers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a provider said that a credential ends.
///
/// @param time null when it does not end by itself
public record CredentialEnd(@Nullable Instant time) {}
