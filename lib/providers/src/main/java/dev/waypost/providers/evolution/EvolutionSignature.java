package dev.waypost.providers.evolution;

import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.WebhookSignature;
import dev.waypost.providers.webhook.Bearer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Evolution's `Authorization` header: a token made with the webhook secret as `jwt_key`, or, where an operator set the
/// header by hand, the secret itself.
///
/// Neither covers the body: Evolution has nothing that does. What it proves is that the sender knows the secret, a few
/// minutes ago at most.
public final class EvolutionSignature implements WebhookSignature {
    private static final String PREFIX = "Bearer ";

    @Override
    public String header() {
        return "Authorization";
    }

    @Override
    public Optional<Secret> provenBy(byte[] body, @Nullable String presented, List<Secret> secrets, Instant now) {
        if (presented == null || !presented.startsWith(PREFIX) || secrets.isEmpty()) {
            return Optional.empty();
        }
        return Bearer.provenBy(presented.substring(PREFIX.length()), secrets, now);
    }
}
