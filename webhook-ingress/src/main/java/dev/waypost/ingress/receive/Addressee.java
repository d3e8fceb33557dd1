package dev.waypost.ingress.receive;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.ProviderKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /// Numbers of the tenant whose endpoints share a secret that may have signed: one app, several numbers. While the
    /// app's secret is being replaced, some of them may know only the old one.
    OwnershipPolicy ownership(Instant now) {
        Set<String> numbers = new HashSet<>();
        Set<String> accounts = new HashSet<>();
        for (Endpoint sibling : tenant.endpoints()) {
            if (!Collections.disjoint(sibling.webhookSecrets(now), secrets(now))) {
                add(numbers, sibling.phoneNumberId());
                add(accounts, sibling.wabaId());
            }
        }
        return new OwnershipPolicy(numbers, accounts);
    }

    /// Who gets what is about the number; without a number, the endpoint's projects do.
    Recipient recipient(@Nullable String phoneNumberId) {
        @Nullable String number = phoneNumberId == null ? endpoint.phoneNumberId() : phoneNumberId;
        return new Recipient(
                tenant,
                endpoint.id(),
                tenant.projects().stream()
                        .filter(project -> project.phoneNumberId().equals(number))
                        .toList());
    }

    private static void add(Set<String> all, @Nullable String one) {
        if (one != null && !one.isEmpty()) {
            all.add(one);
        }
    }
}
