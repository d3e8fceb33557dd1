package dev.waypost.ingress.delivery;

import org.jspecify.annotations.Nullable;

/// The bytes of a webhook as received, and the headers that describe them.
public record Body(@Nullable String contentType, @Nullable String signature, byte[] bytes) {}
