package dev.waypost.config.hub;

import dev.waypost.config.change.Stored;
import dev.waypost.config.credential.SealedSecret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A backend that receives events, as stored.
///
/// @param headers name → sealed value
/// @param timeoutMillis 0 for the platform's default
/// @param eventKinds named as in the contract without prefix; empty for all
/// @param maxPerSecond 0 for no limit of its own
/// @param whenBlocked named as in the contract without prefix; empty for the tenant's policy
/// @param payloadFormat named as in the contract without prefix; empty for the body as received
/// @param disabledCause named as in the contract without prefix; empty while it is active
/// @param disabled when it was switched off; set by the store
record Project(
        String id,
        @Nullable String tenantId,
        String name,
        String url,
        String description,
        Map<String, String> headers,
        @Nullable SealedSecret signingSecret,
        boolean active,
        int maxInFlight,
        long timeoutMillis,
        List<String> eventKinds,
        int maxPerSecond,
        String whenBlocked,
        String payloadFormat,
        String disabledCause,
        @Nullable Instant disabled,
        long revision,
        Instant created,
        Instant updated)
        implements Stored {
    @Override
    public Map<String, Object> audited() {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", name);
        shown.put("url", url);
        shown.put("active", active);
        shown.put("headers", headers.keySet().stream().sorted().toList());
        shown.put("max_in_flight", maxInFlight);
        shown.put("timeout_millis", timeoutMillis);
        shown.put("event_kinds", eventKinds);
        shown.put("max_per_second", maxPerSecond);
        shown.put("when_blocked", whenBlocked);
        shown.put("payload_format", payloadFormat);
        shown.put("disabled_cause", disabledCause);
        if (signingSecret != null) {
            shown.putAll(signingSecret.audited("signingSecret"));
        }
        return shown;
    }

    /// The same, switched off.
    ///
    /// @param cause named as in the contract without prefix
    Project disabled(String cause) {
        return new Project(
                id,
                tenantId,
                name,
                url,
                description,
                headers,
                signingSecret,
                false,
                maxInFlight,
                timeoutMillis,
                eventKinds,
                maxPerSecond,
                whenBlocked,
                payloadFormat,
                cause,
                null,
                revision,
                created,
                updated);
    }
}
