package dev.waypost.providers;

import dev.waypost.platform.settings.Secret;

/// Where a session sends its events, and what proves that they are its own.
public record SessionWebhook(String url, Secret secret) {}
