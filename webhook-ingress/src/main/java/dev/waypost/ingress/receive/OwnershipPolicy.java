package dev.waypost.ingress.receive;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.InboundEvent;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides whether an endpoint speaks for what an event is about, and whether the signature was one that counts for it.
/// The owner of a number decides, never the URL alone.
final class OwnershipPolicy {
    private OwnershipPolicy() {}

    /// The tenant's endpoint that an event is about, among those that the signer vouches for.
    ///
    /// Endpoints of one tenant that share a secret vouch for each other: one app, several numbers. While the app's
    /// secret is being replaced, some of them may know only the old one, so any secret of the signer counts.
    static @Nullable Endpoint among(TenantSnapshot tenant, InboundEvent event, Verified verified) {
        List<Secret> secrets = verified.signer().secrets(verified.now());
        for (Endpoint endpoint : tenant.endpoints()) {
            if (isAbout(endpoint, event)
                    && !Collections.disjoint(endpoint.webhookSecrets(verified.now()), secrets)
                    && verified.from().test(endpoint)) {
                return endpoint;
            }
        }
        return null;
    }

    /// Whether another tenant's endpoint takes what was proven: it is of the app that signed, or knows the very secret
    /// that did. Whoever could sign so could have signed for that endpoint's own path.
    static boolean vouchesFor(Endpoint endpoint, Verified verified) {
        boolean sameApp = verified.signer() instanceof Signer.OfApp app
                && app.app().appId().equals(endpoint.appId());
        return (sameApp || endpoint.webhookSecrets(verified.now()).contains(verified.by()))
                && verified.from().test(endpoint);
    }

    static boolean isAbout(Endpoint endpoint, InboundEvent event) {
        if (event.phoneNumberId() != null) {
            return event.phoneNumberId().equals(endpoint.phoneNumberId());
        }
        if (event.wabaId() != null) {
            return event.wabaId().equals(endpoint.wabaId());
        }
        return event.session() != null
                && (endpoint.session() == null || event.session().equals(endpoint.session()));
    }
}
