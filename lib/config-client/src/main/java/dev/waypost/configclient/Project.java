package dev.waypost.configclient;

import dev.waypost.platform.settings.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A backend that gets the events of one of the tenant's numbers; one per mapping, highest priority first.
///
/// @param phoneNumberId the mapped number, or an endpoint's id where the provider has no such id; for a gateway's
/// default
///     project [Gateway#name]
/// @param url where events are posted; empty for a project that subscribes only
/// @param headers added to every delivery; values may be secret
/// @param maxInFlight most deliveries under way at once; 0 means the platform's default
/// @param timeout how long one delivery may take; null means the platform's default
/// @param eventKinds only events of these kinds, named as in the contract without prefix (`MESSAGE`); empty means all
/// @param maxPerSecond most deliveries begun per second; 0 means no limit of its own
/// @param whenBlocked `STRICT`, `PARK` or `SKIP`; empty means the tenant's policy
/// @param revision of the project; 0 in a document that does not say
/// @param payloadFormat `RECEIVED` or `EVENT`; empty means `RECEIVED`
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
        @Nullable Duration timeout,
        Set<String> eventKinds,
        int maxPerSecond,
        String whenBlocked,
        @Nullable PreviousSecret previousSigningSecret,
        long revision,
        String payloadFormat) {
    public Project {
        headers = Map.copyOf(headers);
        eventKinds = Set.copyOf(eventKinds);
    }

    /// Whether it gets each event by itself, and not webhooks as they were received.
    public boolean wantsEvents() {
        return payloadFormat.equals("EVENT");
    }

    /// What a delivery is signed with at that moment: during a rotation with both secrets.
    public List<Secret> signingSecrets(Instant now) {
        return PreviousSecret.accepted(signingSecret, previousSigningSecret, now);
    }
}
