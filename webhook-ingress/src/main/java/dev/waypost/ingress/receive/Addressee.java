package dev.waypost.ingress.receive;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.ProviderKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The endpoint that a webhook's path names, with what is needed to check and to route its webhooks.
public record Addressee(TenantSnapshot tenant, Endpoint endpoint) {

    static Optional<Addressee> of(TenantSnapshot tenant, String endpointId) {
        return tenant.endpoint(endpointId).map(endpoint -> new Addressee(tenant, endpoint));
    }

    static Optional<Addressee> active(TenantSnapshot tenant) {
        return tenant.activeEndpoint().map(endpoint -> new Addressee(tenant, endpoint));
    }

    /// How the endpoint speaks; empty for a kind that is newer than this code.
    Optional<ProviderKind> provider() {
        return Arrays.stream(ProviderKind.values())
                .filter(kind -> kind.name().equals(endpoint.provider()))
                .findFirst();
    }

    /// The secrets that may have signed; none means that nothing can be verified.
    List<Secret> secrets(Instant now) {
        return endpoint.webhookSecrets(now);
    }

    List<Secret> verifyTokens(Instant now) {
        return endpoint.verifyTokens(now);
    }
}
