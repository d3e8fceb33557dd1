package dev.waypost.configclient;

import dev.waypost.platform.settings.Secret;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tenant's connection to WhatsApp, with its secrets opened.
///
/// @param provider `META_CLOUD`, `WAHA`, `GOWA` or `EVOLUTION`
/// @param apiUrl base address, without version or number
/// @param apiVersion version in the path, such as `v23.0`; empty where the provider has none
/// @param phoneNumberId Meta's id of the number; null for other providers
/// @param apiKey key or token for the provider; null when none was given: then nothing is sent
/// @param webhookSecret what webhooks are signed with; for Meta the app secret; null: then no webhook is accepted
/// @param verifyToken token of Meta's webhook handshake
/// @param previousWebhookSecret accepted as well until its time, see [#webhookSecrets]
/// @param previousVerifyToken accepted as well until its time, see [#verifyTokens]
/// @param allowedCidrs addresses that webhooks may come from; empty allows all
public record Endpoint(
        String id,
        String name,
        String provider,
        String apiUrl,
        String apiVersion,
        @Nullable String phoneNumberId,
        @Nullable String wabaId,
        @Nullable String appId,
        @Nullable String session,
        EndpointRole role,
        int priority,
        int weight,
        boolean isActive,
        @Nullable Secret apiKey,
        @Nullable Secret webhookSecret,
        @Nullable Secret verifyToken,
        List<String> allowedCidrs,
        long revision,
        @Nullable PreviousSecret previousWebhookSecret,
        @Nullable PreviousSecret previousVerifyToken) {
    public Endpoint {
        allowedCidrs = List.copyOf(allowedCidrs);
    }

    /// What webhooks may be signed with at that moment; none means that no webhook is accepted.
    public List<Secret> webhookSecrets(Instant now) {
        return PreviousSecret.accepted(webhookSecret, previousWebhookSecret, now);
    }

    /// The tokens that a handshake may show at that moment.
    public List<Secret> verifyTokens(Instant now) {
        return PreviousSecret.accepted(verifyToken, previousVerifyToken, now);
    }
}
