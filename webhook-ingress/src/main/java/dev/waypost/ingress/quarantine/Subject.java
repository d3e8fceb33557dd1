package dev.waypost.ingress.quarantine;

import org.jspecify.annotations.Nullable;

/// What an event is about, and somebody should own.
public record Subject(
        @Nullable String phoneNumberId,
        @Nullable String wabaId,
        @Nullable String session) {}
