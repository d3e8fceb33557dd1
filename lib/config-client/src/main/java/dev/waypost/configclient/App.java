package dev.waypost.configclient;

import dev.waypost.platform.settings.Secret;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is needed to check an app's webhooks, with its secrets opened.
///
/// @param appSecret what webhooks are signed with; null: then no webhook is accepted
/// @param verifyToken token of the webhook handshake
/// @param previousAppSecret accepted as well until its time, see [#appSecrets]
/// @param previousVerifyToken accepted as well until its time, see [#verifyTokens]
public record App(
        String appId,
        @Nullable Secret appSecret,
        @Nullable Secret verifyToken,
        @Nullable PreviousSecret previousAppSecret,
        @Nullable PreviousSecret previousVerifyToken) {
    /// What webhooks may be signed with at that moment; none means that no webhook is accepted.
    public List<Secret> appSecrets(Instant now) {
        return PreviousSecret.accepted(appSecret, previousAppSecret, now);
    }

    /// The tokens that a webhook handshake may present at that moment.
    public List<Secret> verifyTokens(Instant now) {
        return PreviousSecret.accepted(verifyToken, previousVerifyToken, now);
    }
}
