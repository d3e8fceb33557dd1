package dev.waypost.config.endpoint;

import dev.waypost.config.credential.SealedSecret;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns endpoints, saved or not, into what a check can reach.
@Singleton
final class CheckTargets {
    private final Vault vault;
    private final EndpointSettings settings;

    CheckTargets(Vault vault, EndpointSettings settings) {
        this.vault = vault;
        this.settings = settings;
    }

    /// Settings that are not saved.
    ///
    /// @param apiKey empty takes the stored one
    record Draft(
            ProviderKind provider,
            String apiUrl,
            String apiVersion,
            String phoneNumberId,
            String wabaId,
            String session,
            Secret apiKey) {}

    EndpointAccess saved(StoredEndpoint e) {
        return new EndpointAccess(
                ProviderKind.valueOf(e.provider()),
                e.apiUrl(),
                e.apiVersion(),
                e.phoneNumberId(),
                e.wabaId(),
                e.session(),
                key(e));
    }

    /// @param stored the endpoint whose settings these would become
    /// @throws Fault FIELD_INVALID when the stored key would be shown to another server than its own
    EndpointAccess draft(Draft draft, Optional<StoredEndpoint> stored) {
        Secret key = draft.apiKey();
        if (key.reveal().isEmpty() && stored.isPresent()) {
            Secret held = key(stored.get());
            // Whoever may test must not thereby read: the stored key goes where it went before, and nowhere else.
            if (!held.reveal().isEmpty()
                    && !BaseAddress.isSameOrigin(stored.get().apiUrl(), draft.apiUrl())) {
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation(
                                "draft.api_key",
                                "value: empty (expected: the key, because scheme, host or port of draft.api_url are not"
                                        + " those that the stored key belongs to)");
            }
            key = held;
        }
        boolean meta = draft.provider() == ProviderKind.META_CLOUD;
        return new EndpointAccess(
                draft.provider(),
                draft.apiUrl(),
                draft.apiVersion().isEmpty() && meta ? settings.metaApiVersion() : draft.apiVersion(),
                orNull(draft.phoneNumberId()),
                orNull(draft.wabaId()),
                orNull(draft.session()),
                key);
    }

    private Secret key(StoredEndpoint e) {
        @Nullable SealedSecret sealed = e.secrets().get("apiKey");
        return sealed == null || sealed.sealed() == null
                ? Secret.of("")
                : Secret.of(vault.open(sealed.sealed(), e.tenantId(), SealedFields.endpoint(e.id(), "apiKey")));
    }

    private static @Nullable String orNull(String value) {
        return value.isEmpty() ? null : value;
    }
}
