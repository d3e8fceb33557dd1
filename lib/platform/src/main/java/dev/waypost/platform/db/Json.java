package dev.waypost.platform.db;

/// A text that is bound as `jsonb`.
public record Json(String text) {}
