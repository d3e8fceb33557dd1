package dev.waypost.providers;

import java.util.Optional;

/// What this build can do with one kind of provider; an absent capability is said plainly, never pretended.
public record Provider(
        ProviderKind kind,
        Sender sender,
        Optional<Prober> prober,
        Checker checker,
        Optional<WebhookDecoder> webhookDecoder) {

    /// A provider that endpoints may be stored and checked for, but that nothing is sent through yet.
    static Provider onlyChecked(ProviderKind kind, Checker checker) {
        return new Provider(kind, new RefusingSender(kind), Optional.empty(), checker, Optional.empty());
    }
}
