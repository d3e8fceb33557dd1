package dev.waypost.ingress.receive;

import dev.waypost.configclient.App;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.ProviderKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Whoever must have signed a webhook, as its path or its body says: its secrets prove or refute it.
sealed interface Signer {
    /// How the signer speaks; empty for a kind that is newer than this code.
    Optional<ProviderKind> provider();

    /// The secrets that may have signed; none means that nothing can be verified.
    List<Secret> secrets(Instant now);

    /// The tokens that a handshake may show.
    List<Secret> verifyTokens(Instant now);

    /// A tenant's endpoint.
    record OfEndpoint(Addressee addressee) implements Signer {
        @Override
        public Optional<ProviderKind> provider() {
            return addressee.provider();
        }

        @Override
        public List<Secret> secrets(Instant now) {
            return addressee.secrets(now);
        }

        @Override
        public List<Secret> verifyTokens(Instant now) {
            return addressee.verifyTokens(now);
        }
    }

    /// A Meta app of the hub, with the numbers of any tenants.
    record OfApp(App app) implements Signer {
        @Override
        public Optional<ProviderKind> provider() {
            return Optional.of(ProviderKind.META_CLOUD);
        }

        @Override
        public List<Secret> secrets(Instant now) {
            return app.appSecrets(now);
        }

        @Override
        public List<Secret> verifyTokens(Instant now) {
            return app.verifyTokens(now);
        }
    }
}
