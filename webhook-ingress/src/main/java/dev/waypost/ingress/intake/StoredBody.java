package dev.waypost.ingress.intake;

import org.jspecify.annotations.Nullable;

/// The bytes of a webhook and what a project needs to check them by itself.
///
/// @param signature the provider's own signature header, as received
/// @param bytes as received, or sealed
public record StoredBody(
        String bodyId,
        @Nullable String contentType,
        @Nullable String signature,
        byte[] bytes) {}
