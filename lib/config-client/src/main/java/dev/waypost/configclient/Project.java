package dev.waypost.configclient;

import dev.waypost.platform.settings.Secret;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A backend that gets the events of one of the tenant's numbers; one per mapping, highest priority first.
///
/// @param phoneNumberId the mapped number, or an endpoint's id where the provider has no such id
/// @param url where events are posted; empty for a project that subscribes only
/// @param headers added to every delivery; values may be secret
/// @param maxInFlight most deliveries under way at once; 0 means the platform's default
/// @param timeout how long one delivery may take; null means the platform's default
public record Project(
        String projectId,
        String phoneNumberId,
        int priority,
        String name,
        String url,
        Map<String, Secret> headers,
        @Nullable Secret signingSecret,
        boolean active,
        int maxInFlight,
        @Nullable Duration timeout) {
    public Project {
        headers = Map.copyOf(headers);
    }
}
